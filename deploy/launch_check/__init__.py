"""Good and bad launches that any LTI 1.3 tool can be tried with.

CheckError
├── NotRegistered   the tool did not take this check's platform in
└── LoginRefused    the tool answered a login without going on
"""
