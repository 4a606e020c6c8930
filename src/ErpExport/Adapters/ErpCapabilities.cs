using System.Runtime.InteropServices;

namespace Ledger.ErpExport.Adapters;

/// <summary>What an ERP can do, as far as delivery goes by it.</summary>
public sealed record ErpCapabilities
{
    /// <summary>What keeps a document that is sent twice from being posted twice.</summary>
    public required Idempotency Idempotency { get; init; }

    /// <summary>What fails together.</summary>
    public required Atomicity Atomicity { get; init; }

    /// <summary>True when a document is first a draft and posted by a second call.</summary>
    public bool TwoStepPosting { get; init; }

    /// <summary>Most documents of one <see cref="IErpAdapter.SubmitAsync"/>.</summary>
    public int MaxDocumentsPerCall { get; init; } = 1;

    /// <summary>Most drafts of one <see cref="IErpAdapter.ResumeAllAsync"/>; 1 when each is posted by a call of its own.</summary>
    public int MaxDraftsPerCall { get; init; } = 1;

    /// <summary>Most lines of one document.</summary>
    public required int MaxLinesPerDocument { get; init; }

    /// <summary>Which currencies stand together.</summary>
    public required CurrencyMode Currency { get; init; }

    /// <summary>
    /// Whether amounts in the company's own currency go beside those of other currencies; without them there is nothing to round.
    /// </summary>
    public bool HomeAmounts { get; init; } = true;

    /// <summary>Longest reference in characters; at least 16.</summary>
    public int ReferenceMaxLength { get; init; } = 16;

    /// <summary>True when nobody else posts there, such as into a folder of ours: all its accounts are taken as owned.</summary>
    public bool OursAlone { get; init; }

    /// <summary>How far back changes can be read; null when there is no end, zero when none can be read.</summary>
    public TimeSpan? ChangesLookBack { get; init; }

    /// <summary>How late a change may become visible: read again from so long before the last one seen.</summary>
    public TimeSpan ChangesOverlap { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After how long without a trace in the ERP an unknown document may be sent again.</summary>
    public TimeSpan SettleDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one call may take; longer is unknown.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How hard it may be asked.</summary>
    public required RateLimitProfile Limits { get; init; }
}

/// <summary>What keeps a document that is sent twice from being posted twice.</summary>
public enum Idempotency
{
    /// <summary>The ERP answers a repeated key with its first answer: sending again is safe.</summary>
    ReplayKey,

    /// <summary>The ERP refuses a second document of one reference: sending again is safe, and then it is looked up.</summary>
    UniqueReference,

    /// <summary>The ERP happily posts twice: it is asked for the reference before every create.</summary>
    SearchFirst,

    /// <summary>A whole run is one file, made the same byte for byte.</summary>
    FileRun,
}

/// <summary>What fails together.</summary>
public enum Atomicity
{
    /// <summary>Each document by itself.</summary>
    PerDocument,

    /// <summary>All documents of a call.</summary>
    WholeBatch,

    /// <summary>All documents of a run.</summary>
    PerFile,
}

/// <summary>Which currencies may stand in one document.</summary>
public enum CurrencyMode
{
    /// <summary>Only the company's own: other amounts at our rate, the original in the text.</summary>
    HomeOnly,

    /// <summary>One a document: what has several is taken apart.</summary>
    OnePerDocument,

    /// <summary>Each line has its own, with the amount in the company's own beside it.</summary>
    PerLine,
}

/// <summary>How hard an ERP may be asked: data of the adapter, with its source in the adapter's README.</summary>
/// <param name="Scope">What the limits are counted for, such as <c>realm</c>; for people.</param>
/// <param name="Windows">So many calls in so long; all must hold.</param>
/// <param name="MaxConcurrency">Most calls under way.</param>
/// <param name="DefaultRetryAfter">How long to wait when the ERP throttles and does not say for how long.</param>
public sealed record RateLimitProfile(
    string Scope, IReadOnlyList<RateWindow> Windows, int MaxConcurrency, TimeSpan DefaultRetryAfter)
{
    /// <summary>No limit but one call at a time, for files.</summary>
    public static RateLimitProfile OneAtATime { get; } = new("target", [], 1, TimeSpan.FromSeconds(1));
}

/// <summary>Most calls in a sliding window.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RateWindow(int Calls, TimeSpan Per);
