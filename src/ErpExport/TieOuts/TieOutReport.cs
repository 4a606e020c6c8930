using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ledger.ErpExport.TieOuts;

/// <summary>The balances of mapped accounts in the ledger's documents and in the ERP, at one cut.</summary>
/// <param name="Target">The target.</param>
/// <param name="At">When they were compared.</param>
/// <param name="CutTo">Last position of the journal that is in the documents.</param>
/// <param name="Through">Last posting date that counts; null for all.</param>
/// <param name="Asked">False when the ERP cannot be asked for balances.</param>
/// <param name="Rows">By company, account and currency.</param>
public sealed record TieOutReport(
    string Target, DateTimeOffset At, long CutTo, DateOnly? Through, bool Asked, IReadOnlyList<TieOutRow> Rows)
{
    /// <summary>What comes of it: one difference that nothing explains decides, then what could not be told.</summary>
    public TieOutResult Result =>
        Unexplained > 0 ? TieOutResult.Differs
        : !Asked || Rows.Any(row => row.Verdict is TieOutVerdict.NotTold or TieOutVerdict.OnTheWay) ? TieOutResult.CannotBeTold
        : TieOutResult.Ties;

    /// <summary>True when every balance was told, and every difference is explained.</summary>
    public bool Ties => Result == TieOutResult.Ties;

    /// <summary>Differences that a person must look at, on accounts of ours and on shared ones.</summary>
    public int Unexplained => Rows.Count(row => row.Verdict is TieOutVerdict.Unexplained or TieOutVerdict.Shared);

    /// <summary>What is shown where only the outcome counts.</summary>
    public TieOutSummary Summary() => new(
        At, CutTo, Through, Result, Unexplained, Rows.Any(row => row.Verdict == TieOutVerdict.OnTheWay));

    internal byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, TieOutJson.Default.TieOutReport);

    internal static TieOutReport Parse(byte[] utf8) => JsonSerializer.Deserialize(utf8, TieOutJson.Default.TieOutReport)!;
}

/// <summary>The outcome of a comparison of balances.</summary>
/// <param name="At">When.</param>
/// <param name="CutTo">Last position of the journal in it.</param>
/// <param name="Through">Last posting date that counts; null for all.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Unexplained">Differences that a person must look at.</param>
/// <param name="IsOnTheWay">True when documents were on their way that may be a difference: look again.</param>
public sealed record TieOutSummary(
    DateTimeOffset At, long CutTo, DateOnly? Through, TieOutResult Result, int Unexplained, bool IsOnTheWay)
{
    /// <summary>True when every balance was told, and every difference explained.</summary>
    public bool Ties => Result == TieOutResult.Ties;
}

/// <summary>What comes of a comparison of balances.</summary>
public enum TieOutResult
{
    /// <summary>Every balance was told, and every difference is explained.</summary>
    Ties,

    /// <summary>A person must look: something differs that nothing known explains.</summary>
    Differs,

    /// <summary>Nothing differs that was told, but not all was, or documents are on their way.</summary>
    CannotBeTold,
}

/// <summary>One account of the ERP in one currency; all amounts are debits less credits, in minor units.</summary>
public sealed record TieOutRow
{
    /// <summary>The ERP's code of the company; empty while the mapping lacks it.</summary>
    public required string Company { get; init; }

    /// <summary>The ERP's code of the account; empty while the mapping lacks it.</summary>
    public required string Account { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>True when nobody but the export may move the account.</summary>
    public required bool Owned { get; init; }

    /// <summary>All documents that count, up to the cut.</summary>
    public required long Ledger { get; init; }

    /// <summary>Of those: what the ERP has posted by its own word.</summary>
    public required long Posted { get; init; }

    /// <summary>Of those: what is not posted, and surely not there.</summary>
    public required long NotPosted { get; init; }

    /// <summary>Of those: what is on its way, and there or not.</summary>
    public required long OnTheWay { get; init; }

    /// <summary>Documents on their way that touch the account.</summary>
    public required long OnTheWayCount { get; init; }

    /// <summary>What others have posted there, as far as it was found.</summary>
    public required long Foreign { get; init; }

    /// <summary>
    /// What the ERP holds of documents that are known to be there otherwise than as sent, less what was sent; as far as it could be told.
    /// </summary>
    public long Mismatched { get; init; }

    /// <summary>What the ERP says; null when it does not.</summary>
    public required long? Erp { get; init; }

    /// <summary>Lines in other currencies that the ERP works out itself at our rates: each is rounded by less than a minor unit.</summary>
    public long Roundings { get; init; }

    /// <summary>The ERP's less the ledger's; null when the ERP does not say.</summary>
    public long? Difference => Erp - Ledger;

    /// <summary>What is left when all that is known is taken off; null when the ERP does not say.</summary>
    public long? Rest => Erp - Posted - Foreign - Mismatched;

    /// <summary>What it means.</summary>
    public required TieOutVerdict Verdict { get; init; }
}

/// <summary>What a difference of balances means.</summary>
public enum TieOutVerdict
{
    /// <summary>The ERP says what the ledger says.</summary>
    Ties,

    /// <summary>
    /// It differs by documents that are not posted yet or known not to be as sent, and by what was found that is not ours.
    /// </summary>
    Explained,

    /// <summary>What is left is less than what the ERP may round where it works out amounts at our rates itself.</summary>
    Rounded,

    /// <summary>Documents are on their way that may be the difference: look again.</summary>
    OnTheWay,

    /// <summary>Nothing that is known explains it, and others may move the account too: a person must look.</summary>
    Shared,

    /// <summary>The ERP does not tell this balance.</summary>
    NotTold,

    /// <summary>Nothing that is known explains it, and only we may move the account: a person must look.</summary>
    Unexplained,
}

/// <summary>Source-generated JSON of comparisons: camelCase, verdicts as words.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TieOutReport))]
sealed partial class TieOutJson : JsonSerializerContext;
