#!/bin/sh
# Runs Dovecot as an IMAP server on loopback until it is told to stop.
# usage: dovecot.sh DIRECTORY PORT PASSWORD      (apt-get install --no-install-recommends dovecot-imapd)
# Every user has a mailbox of their own in DIRECTORY and the same password.
set -eu
directory=$1 port=$2 password=$3
if [ "$(id -u)" = 0 ]; then user=nobody; else user=$(id -un); fi
group=$(id -gn "$user")
mkdir -p "$directory/run" "$directory/mail"
[ "$(id -u)" != 0 ] || chown "$user:$group" "$directory/mail"
chmod 755 "$directory"
cat > "$directory/dovecot.conf" <<CONF
base_dir = $directory/run
state_dir = $directory/run
log_path = $directory/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:$directory/mail/%u
passdb {
  driver = static
  args = password=$password
}
userdb {
  driver = static
  args = uid=$user gid=$group home=$directory/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = subscribe
    special_use = \Sent
  }
}
CONF
exec dovecot -F -c "$directory/dovecot.conf"
