"""The LTI tool: launches, pages, and the SQL state behind them."""
