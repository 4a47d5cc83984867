#!/bin/sh
# Runs nginx on loopback until it is told to stop: DIRECTORY/site as a web site, compressed, with ETag and Last-Modified.
# usage: nginx.sh DIRECTORY PORT      (apt-get install --no-install-recommends nginx)
# DIRECTORY/access.log tells of each request, tab by tab: status, address, bytes sent, the ETag that was asked with, encoding.
set -eu
directory=$1 port=$2
PATH=$PATH:/usr/sbin
if [ "$(id -u)" = 0 ]; then user="user root;"; else user=""; fi
mkdir -p "$directory/site"
cat > "$directory/nginx.conf" <<CONF
$user
daemon off;
worker_processes 1;
pid $directory/nginx.pid;
error_log $directory/error.log;
events {}
http {
  types { application/rss+xml xml; }
  log_format tabs escape=none "\$status\t\$request_uri\t\$body_bytes_sent\t\$http_if_none_match\t\$sent_http_content_encoding";
  access_log $directory/access.log tabs;
  client_body_temp_path $directory/body;
  proxy_temp_path $directory/proxy;
  fastcgi_temp_path $directory/fastcgi;
  uwsgi_temp_path $directory/uwsgi;
  scgi_temp_path $directory/scgi;
  gzip on;
  gzip_min_length 0;
  gzip_proxied any;
  gzip_types application/rss+xml;
  limit_req_zone \$binary_remote_addr zone=slow:1m rate=1r/m;
  limit_req_status 429;
  server {
    listen 127.0.0.1:$port;
    root $directory/site;
    location = /old.xml { return 301 /feed.xml; }
    location = /gone.xml { return 410; }
    location = /busy.xml { limit_req zone=slow; }
  }
}
CONF
exec nginx -e "$directory/error.log" -p "$directory" -c "$directory/nginx.conf"
