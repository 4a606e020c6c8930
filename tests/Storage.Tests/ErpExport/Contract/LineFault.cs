namespace Ledger.Storage.Tests.ErpExport.Contract;

/// <summary>What happens to the next request that fits.</summary>
public enum LineFault
{
    /// <summary>The request arrives and is carried out; the connection breaks before the answer.</summary>
    CommitThenDrop,

    /// <summary>The connection breaks before the request arrives.</summary>
    DropBeforeCommit,

    /// <summary>HTTP 503 from something in between; the request does not arrive.</summary>
    Unavailable,

    /// <summary>HTTP 429 with Retry-After: 7; the request does not arrive.</summary>
    Throttled,

    /// <summary>The request arrives and is carried out; half of the answer's body comes.</summary>
    TruncatedAnswer,

    /// <summary>The request arrives and is carried out; HTTP 200 with a page in HTML comes in place of the answer.</summary>
    HtmlAnswer,

    /// <summary>The request arrives and is carried out; the answer never comes.</summary>
    Silence,
}
