#!/usr/bin/env bash
# Debian's chromium and the fonts that Chinese pages need, for the browser run.
set -euo pipefail
if command -v chromium >/dev/null && fc-list 2>/dev/null | grep -qi 'noto.*cjk\|wqy'; then
    exit 0
fi
if [[ $(id -u) -ne 0 ]]; then
    echo "the browser run needs chromium and fonts-wqy-zenhei: install them (apt-get install chromium fonts-wqy-zenhei)" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-wqy-zenhei fonts-dejavu-core fontconfig >/dev/null
