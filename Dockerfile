# taben in a small image: `docker run --rm -v "$PWD:/book" IMAGE build`.
FROM rust:1-slim-bookworm AS build
# The allocator is C.
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cargo install --locked --path . --root /out

FROM debian:bookworm-slim
COPY --from=build /out/bin/taben /usr/local/bin/taben
# Not root: whoever mounts a book gets files of their own with `--user "$(id -u):$(id -g)"`.
USER 1000:1000
WORKDIR /book
ENTRYPOINT ["taben"]
CMD ["--help"]
