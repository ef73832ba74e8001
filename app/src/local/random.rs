//! Random bytes from WebCrypto.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(into: &mut [u8]) -> Result<JsValue, JsValue>;
}

/// So many random bytes.
///
/// Every browser that runs WebAssembly has `crypto.getRandomValues`, with or without TLS, and it fails only above 64 KiB.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Err(error) = get_random_values(&mut bytes) {
        // An id of known bytes would be worse than no app: stop here.
        wasm_bindgen::throw_val(error);
    }
    bytes
}
