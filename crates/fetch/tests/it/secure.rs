//! HTTPS: certificates that are trusted, and those that are not.

use crate::misbehaving::*;
use std::sync::Arc;
use throughline_fetch::{FetchError, Fetcher, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig, crypto::aws_lc_rs};

/// For `a.test` until 2126, signed by itself, made for this test with OpenSSL.
const CERTIFICATE: &[u8] = include_bytes!("../misbehaving/a.test.crt");
const KEY: &[u8] = include_bytes!("../misbehaving/a.test.key");

async fn secure_server() -> u16 {
    let certificates = vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        for _ in 0..10 {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut buffer = [0; 4096];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret").await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

fn trusting() -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(CERTIFICATE).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

#[tokio::test]
async fn a_trusted_certificate_is_needed() {
    let port = secure_server().await;
    let setup = Setup::new([]).await;
    let fetcher =
        || Fetcher::with(test_settings(), Arc::new(setup.clock.clone()), Arc::new(setup.names.clone()));
    let request = Request::new(format!("https://a.test:{port}/x"));
    let response = setup.clock.run(fetcher().with_tls(trusting()).get(&request)).await.unwrap();
    assert_eq!(response.body(), b"secret");
    assert!(response.last.request_head.starts_with(b"GET /x HTTP/1.1\r\n"));
    assert!(response.last.response_head.starts_with(b"HTTP/1.1 200 OK\r\n"));

    let untrusted = setup.clock.run(fetcher().get(&request)).await.unwrap_err();
    assert!(matches!(untrusted, FetchError::TlsFailed { .. }), "{untrusted:?}");
    // The certificate is for another name.
    let other = Request::new(format!("https://b.test:{port}/x"));
    let wrong_name = setup.clock.run(fetcher().with_tls(trusting()).get(&other)).await.unwrap_err();
    assert!(matches!(wrong_name, FetchError::TlsFailed { .. }), "{wrong_name:?}");
    // Plain HTTP where TLS is expected, and the other way round.
    let plain = Request::new(format!("http://a.test:{port}/x"));
    assert!(setup.clock.run(fetcher().get(&plain)).await.is_err());
}
