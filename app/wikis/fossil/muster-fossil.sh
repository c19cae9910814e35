# Run once beside the repository: sh muster-fossil.sh REPOSITORY.fossil
# Wiki pages in Markdown may then hold HTML, and pages may load this server's script, frames and documents.
fossil settings safe-html w -R "$1"
fossil settings default-csp "default-src 'self' data:; script-src 'self' 'nonce-\$nonce' {origin} 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src * data:; connect-src 'self' {origin} {socket}; frame-src 'self' {origin}" -R "$1"
