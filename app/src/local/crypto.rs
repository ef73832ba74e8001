//! WebCrypto, as much of it as keys and seals need. Browsers give it over TLS and on loopback only; elsewhere every call fails.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = importKey)]
    async fn import_key(format: &str, key: &Uint8Array, algorithm: &Object, extractable: bool, usages: &Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = exportKey)]
    async fn export_key(format: &str, key: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = generateKey)]
    async fn generate_key(algorithm: &Object, extractable: bool, usages: &Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = deriveBits)]
    async fn derive_bits(algorithm: &Object, key: &JsValue, length: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"])]
    async fn encrypt(algorithm: &Object, key: &JsValue, data: &Uint8Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"])]
    async fn decrypt(algorithm: &Object, key: &JsValue, data: &Uint8Array) -> Result<JsValue, JsValue>;
}

/// WebCrypto said no: it is not there, the key is wrong, or the bytes are not what they should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CryptoFault(pub String);

impl From<JsValue> for CryptoFault {
    fn from(error: JsValue) -> Self {
        Self(format!("{error:?}"))
    }
}

/// Bytes of an AES-256 key.
pub type Key = [u8; 32];
/// Bytes of an iv of AES-GCM.
pub type Iv = [u8; 12];

/// A key from a password, slowly: PBKDF2-SHA256.
pub async fn pbkdf2(password: &str, salt: &[u8], iterations: u32) -> Result<Key, CryptoFault> {
    let base = import("PBKDF2", password.as_bytes(), "deriveBits").await?;
    let algorithm =
        object(&[("name", "PBKDF2".into()), ("hash", "SHA-256".into()), ("salt", array(salt)), ("iterations", iterations.into())])?;
    bits(&algorithm, &base).await
}

/// A key from a secret: HKDF-SHA256.
pub async fn hkdf(secret: &[u8], salt: &[u8], info: &[u8]) -> Result<Key, CryptoFault> {
    let base = import("HKDF", secret, "deriveBits").await?;
    let algorithm = object(&[("name", "HKDF".into()), ("hash", "SHA-256".into()), ("salt", array(salt)), ("info", array(info))])?;
    bits(&algorithm, &base).await
}

/// AES-256-GCM without associated data; the tag stands at the end.
pub async fn aes_encrypt(key: &Key, iv: &Iv, plain: &[u8]) -> Result<Vec<u8>, CryptoFault> {
    let key = import("AES-GCM", key, "encrypt").await?;
    Ok(bytes(&encrypt(&gcm(iv)?, &key, &Uint8Array::from(plain)).await?))
}

/// The other way; a wrong key and changed bytes fail alike.
pub async fn aes_decrypt(key: &Key, iv: &Iv, ciphertext: &[u8]) -> Result<Vec<u8>, CryptoFault> {
    let key = import("AES-GCM", key, "decrypt").await?;
    Ok(bytes(&decrypt(&gcm(iv)?, &key, &Uint8Array::from(ciphertext)).await?))
}

/// A key pair made for one use, and what it shares with another's public point: the ephemeral public point and the secret.
pub async fn agree(with: &[u8; 65]) -> Result<([u8; 65], Key), CryptoFault> {
    let curve = object(&[("name", "ECDH".into()), ("namedCurve", "P-256".into())])?;
    let pair = generate_key(&curve, false, &usages(&["deriveBits"])).await?;
    let own = Reflect::get(&pair, &"publicKey".into())?;
    let point = bytes(&export_key("raw", &own).await?);
    let other = import_key("raw", &Uint8Array::from(with.as_slice()), &curve, false, &Array::new()).await?;
    let algorithm = object(&[("name", "ECDH".into()), ("public", other)])?;
    let secret = bits(&algorithm, &Reflect::get(&pair, &"privateKey".into())?).await?;
    Ok((point.try_into().map_err(|_| CryptoFault("point".to_owned()))?, secret))
}

/// Bytes as base64.
pub fn to_text(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Bytes from base64, when there are exactly so many.
pub fn from_text<const N: usize>(text: &str) -> Option<[u8; N]> {
    all_from_text(text)?.try_into().ok()
}

/// All bytes from base64.
pub fn all_from_text(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

async fn import(name: &str, key: &[u8], usage: &str) -> Result<JsValue, CryptoFault> {
    let algorithm = object(&[("name", name.into())])?;
    Ok(import_key("raw", &Uint8Array::from(key), &algorithm, false, &usages(&[usage])).await?)
}

async fn bits(algorithm: &Object, key: &JsValue) -> Result<Key, CryptoFault> {
    let derived = derive_bits(algorithm, key, 256).await?;
    bytes(&derived).try_into().map_err(|_| CryptoFault("length".to_owned()))
}

fn gcm(iv: &Iv) -> Result<Object, CryptoFault> {
    object(&[("name", "AES-GCM".into()), ("iv", array(iv))])
}

fn object(fields: &[(&str, JsValue)]) -> Result<Object, CryptoFault> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}

fn usages(names: &[&str]) -> Array {
    names.iter().map(|name| JsValue::from_str(name)).collect()
}

fn array(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn bytes(buffer: &JsValue) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}
