# Installs what is missing to build and test: a C linker and Rust. Sourced by ./run and ./test.

need_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
  echo "Please run as root or install sudo, then: $*" >&2; exit 3; fi; }

if ! command -v cc >/dev/null || ! command -v curl >/dev/null; then
  if command -v apt-get >/dev/null; then
    echo "Installing a C compiler and curl …"
    need_root apt-get update -qq
    need_root apt-get install -y -qq build-essential curl ca-certificates >/dev/null
  else
    echo "This machine has no C compiler or no curl, and no apt-get to fetch them with. Please install cc (gcc or clang) and curl." >&2
    exit 3
  fi
fi

[ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
if ! command -v cargo >/dev/null; then
  echo "Installing Rust by rustup …"
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal -c clippy -c rustfmt
  . "$HOME/.cargo/env"
fi

wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
have=$(rustc --version | cut -d' ' -f2)
if [ "$(printf '%s\n%s\n' "$wanted" "$have" | sort -V | head -n1)" != "$wanted" ]; then
  echo "Rust $have is too old: Assay needs $wanted. Updating …"
  rustup update stable
fi

# What only the tests need: a PostgreSQL server, which they start for themselves. Called by ./test.
for_tests() {
  if ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    if command -v apt-get >/dev/null; then
      echo "Installing PostgreSQL for the tests …"
      need_root apt-get update -qq
      need_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null
    else
      echo "The tests need PostgreSQL's server programs (initdb, postgres), and there is no apt-get to fetch them with." >&2
      exit 3
    fi
  fi
}
