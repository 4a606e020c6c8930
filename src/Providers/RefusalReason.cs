namespace Ledger.Providers;

/// <summary>
/// Every reason for which a delivery is refused or not translated: a closed list in order of precedence. The wire
/// name is the member in upper snake case, such as <c>SIGNATURE_MISSING</c>.
/// </summary>
public enum RefusalReason
{
    /// <summary>No provider of this name is configured. 404; a retry may succeed after configuration.</summary>
    UnknownProvider,

    /// <summary>The provider has no endpoint of this name. 404; a retry may succeed after configuration.</summary>
    UnknownEndpoint,

    /// <summary>Not a POST. 405; a retry cannot succeed.</summary>
    MethodNotAllowed,

    /// <summary>The source sends faster than its share. 429; a retry succeeds later.</summary>
    RateLimited,

    /// <summary>The body is over the limit. 413; a retry cannot succeed.</summary>
    BodyTooLarge,

    /// <summary>The sender closed or stalled before the body was complete. 400; a retry may succeed.</summary>
    BodyIncomplete,

    /// <summary>No signature where the provider puts one, in a header or in the body. 401.</summary>
    SignatureMissing,

    /// <summary>The signature cannot be read. 401.</summary>
    SignatureMalformed,

    /// <summary>No live secret gives this signature. 401.</summary>
    SignatureWrong,

    /// <summary>Signed only by a scheme that is not supported here, such as ed25519. 401.</summary>
    SignatureSchemeNotSupported,

    /// <summary>The certificate that signed it lies at a host that is not the provider's, or its chain is not trusted. 401.</summary>
    CertificateRefused,

    /// <summary>The certificate that signed it cannot be fetched now. 503 with Retry-After: the provider must send again.</summary>
    CertificateUnavailable,

    /// <summary>Signed longer ago than the tolerance. 401; every retry is signed anew.</summary>
    TimestampTooOld,

    /// <summary>Signed further in the future than the tolerance. 401.</summary>
    TimestampInFuture,

    /// <summary>Authentic, but the body is not UTF-8. 400.</summary>
    BodyNotUtf8,

    /// <summary>Authentic, but the body is not a JSON object. 400.</summary>
    BodyNotJson,

    /// <summary>The body is no form with the fields that the provider sends. 400.</summary>
    BodyNotForm,

    /// <summary>Authentic, but what it carries is no XML, or XML with a document type. 400.</summary>
    BodyNotXml,

    /// <summary>Authentic JSON or XML, but not an event as the provider documents it. 400.</summary>
    NotAnEvent,

    /// <summary>An event type that maps to no canonical class. 200: archived and counted, nothing to post.</summary>
    UnknownEventType,

    /// <summary>
    /// A known type whose content states no fact to post (a pending refund, an inquiry). 200: archived.
    /// </summary>
    NoFact,

    /// <summary>A field that the fact needs is missing or of another type. 200: archived, ours to resolve.</summary>
    FieldMissing,

    /// <summary>A code that is no ISO 4217 currency. 200: archived, ours to resolve.</summary>
    UnknownCurrency,

    /// <summary>
    /// A currency whose minor unit the provider documents contradictorily (UGX). 200: configure its exponent.
    /// </summary>
    CurrencyNotConfigured,

    /// <summary>
    /// An amount below zero, zero where a fact needs money, or above the bound of 10^14. 200: archived.
    /// </summary>
    AmountOutOfRange,

    /// <summary>An amount that the currency cannot hold, such as half a króna. 200: archived.</summary>
    AmountDoesNotFitCurrency,

    /// <summary>A fact dated before 2000 or more than a day in the future. 200: archived, ours to resolve.</summary>
    OccurredAtImplausible,

    /// <summary>
    /// The broker did not confirm. 503 with Retry-After: nothing was taken, the provider must send again.
    /// </summary>
    BrokerUnavailable,

    /// <summary>
    /// The gateway holds as many bodies as it may. 503 with Retry-After: the provider must send again.
    /// </summary>
    Overloaded,

    /// <summary>A fault in our own code. 503 with Retry-After: archived, the provider must send again.</summary>
    InternalFault,
}
