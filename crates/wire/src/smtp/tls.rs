//! TLS towards mail servers: rustls with aws-lc-rs, the system's authorities, and words for people when it fails.

use super::error::SmtpError;
use domain::mail_way::{Security, Server};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::sync::{Arc, OnceLock};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Shakes hands with a server that was reached; it proves its name, unless its security is only tried for.
pub(super) async fn shake_hands(stream: TcpStream, server: &Server) -> Result<TlsStream<TcpStream>, SmtpError> {
    let untrusted = |why: String| SmtpError::Untrusted { server: server.to_string(), why };
    let name =
        ServerName::try_from(server.host.clone()).map_err(|_| untrusted("it has no name that a certificate could prove".to_owned()))?;
    let config = config(server).await.map_err(untrusted)?;
    TlsConnector::from(config).connect(name, stream).await.map_err(|error| untrusted(words(&error, &server.host)))
}

async fn config(server: &Server) -> Result<Arc<ClientConfig>, String> {
    static ANY: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    match (server.security, &server.ca) {
        (Security::Try, _) => ANY.get_or_init(|| built(Trust::Anybody)).clone(),
        (_, ca) => trusting(ca.as_deref()).await,
    }
}

/// Trusts the authorities that the machine knows, and those in a PEM file.
pub(crate) async fn trusting(ca: Option<&str>) -> Result<Arc<ClientConfig>, String> {
    static SYSTEM: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    let Some(file) = ca else { return SYSTEM.get_or_init(|| built(Trust::Authorities(system_roots()?))).clone() };
    let mut roots = system_roots().unwrap_or_else(|_| RootCertStore::empty());
    roots.add_parsable_certificates(certificates(file)?);
    built(Trust::Authorities(roots))
}

/// The certificates of a PEM file.
///
/// # Errors
/// In words for the person, when it cannot be read or holds none.
pub fn certificates(file: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let pem = std::fs::read(file).map_err(|error| format!("its certificates in {file} cannot be read: {error}"))?;
    let found: Vec<_> = CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok).collect();
    if RootCertStore::empty().add_parsable_certificates(found.iter().cloned()).0 == 0 {
        return Err(format!("there is no certificate in {file}; it must be PEM"));
    }
    Ok(found)
}

enum Trust {
    Anybody,
    Authorities(RootCertStore),
}

fn system_roots() -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err("this machine knows no certificate authorities; install the package ca-certificates".to_owned());
    }
    Ok(roots)
}

fn built(trust: Trust) -> Result<Arc<ClientConfig>, String> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| error.to_string())?;
    let config = match trust {
        Trust::Authorities(roots) => builder.with_root_certificates(roots).with_no_client_auth(),
        Trust::Anybody => builder.dangerous().with_custom_certificate_verifier(Arc::new(Anybody(provider))).with_no_client_auth(),
    };
    Ok(Arc::new(config))
}

/// Takes every certificate: whoever can listen could as well have taken STARTTLS away (RFC 7435).
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

fn words(error: &std::io::Error, host: &str) -> String {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner {
        Some(rustls::Error::InvalidCertificate(reason)) => match reason {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "its certificate has run out; whoever runs it must renew it (or this machine’s clock is wrong)".to_owned()
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "its certificate is not valid yet; look at this machine’s clock".to_owned()
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                format!("its certificate is not for {host}; write the name that it has in its certificate")
            }
            CertificateError::UnknownIssuer => {
                "nobody known vouches for its certificate; when it is your own, name the file of its authority with ?ca=/path/to/ca.pem"
                    .to_owned()
            }
            other => format!("its certificate is refused: {other}"),
        },
        Some(rustls::Error::InvalidMessage(_)) => "it does not speak TLS on this port; smtps:// is port 465, smtp:// 587 or 25".to_owned(),
        Some(other) => format!("no TLS comes about: {other}"),
        None => format!("it broke off while TLS was being set up: {error}"),
    }
}
