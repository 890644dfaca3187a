using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "create-key.wasm", wasm = embed "create-key.wasm"),
    (name = "kms.wasm", wasm = embed "kms.wasm"),
    (name = "rsa-fma.wasm", wasm = embed "rsa-fma.wasm"),
    (name = "rsa-simd128.wasm", wasm = embed "rsa-simd128.wasm"),
  ],
  compatibilityDate = "2026-10-01",
);
