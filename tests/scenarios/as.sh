#!/bin/sh
# as.sh LOGIN PASSWORD METHOD PATH [BODY] [IF-MATCH]: asks the service at $URL as that account, which is logged in when first used; what
# comes back, and its status. The sessions are kept in $TMP.
kept="$TMP/as-$1"
if [ ! -s "$kept.csrf" ]; then
  curl -sS -c "$kept.cookies" -H 'Content-Type: application/json' -d "{\"login\":\"$1\",\"password\":\"$2\"}" "$URL/api/v1/session" > "$kept.in"
  grep -o '"csrf_token":"[^"]*"' "$kept.in" | cut -d'"' -f4 > "$kept.csrf"
fi
[ -s "$kept.csrf" ] || { cat "$kept.in"; exit 0; }
curl -sS -b "$kept.cookies" -c "$kept.cookies" -X "$3" -H "X-CSRF-Token: $(cat "$kept.csrf")" -H 'Content-Type: application/json' \
  ${6:+-H "If-Match: $6"} ${5:+-d "$5"} -w '\n%{http_code}\n' "$URL/api/v1$4"
