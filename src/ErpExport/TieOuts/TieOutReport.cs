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
    /// <summary>True when no difference is unexplained.</summary>
    public bool Ties => Rows.All(row => row.Verdict != TieOutVerdict.Unexplained);

    /// <summary>What is shown where only the outcome counts.</summary>
    public TieOutSummary Summary() => new(At, CutTo, Through, Ties, Rows.Count(row => row.Verdict == TieOutVerdict.Unexplained));

    internal byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, TieOutJson.Default.TieOutReport);

    internal static TieOutReport Parse(byte[] utf8) => JsonSerializer.Deserialize(utf8, TieOutJson.Default.TieOutReport)!;
}

/// <summary>The outcome of a comparison of balances.</summary>
/// <param name="At">When.</param>
/// <param name="CutTo">Last position of the journal in it.</param>
/// <param name="Through">Last posting date that counts; null for all.</param>
/// <param name="Ties">True when no difference is unexplained.</param>
/// <param name="Unexplained">Accounts whose difference is.</param>
public sealed record TieOutSummary(DateTimeOffset At, long CutTo, DateOnly? Through, bool Ties, int Unexplained);

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

    /// <summary>What the ERP says; null when it does not.</summary>
    public required long? Erp { get; init; }

    /// <summary>Lines in other currencies that the ERP works out itself at our rates: each is rounded by less than a minor unit.</summary>
    public long Roundings { get; init; }

    /// <summary>The ERP's less the ledger's; null when the ERP does not say.</summary>
    public long? Difference => Erp - Ledger;

    /// <summary>What is left when all that is known is taken off; null when the ERP does not say.</summary>
    public long? Rest => Erp - Posted - Foreign;

    /// <summary>What it means.</summary>
    public required TieOutVerdict Verdict { get; init; }
}

/// <summary>What a difference of balances means.</summary>
public enum TieOutVerdict
{
    /// <summary>The ERP says what the ledger says.</summary>
    Ties,

    /// <summary>It differs by documents that are not posted yet, and by entries of others that were found.</summary>
    Explained,

    /// <summary>What is left is less than what the ERP may round where it works out amounts at our rates itself.</summary>
    Rounded,

    /// <summary>Documents are on their way that may be the difference: look again.</summary>
    OnTheWay,

    /// <summary>Others may move the account too, so a difference says nothing.</summary>
    Shared,

    /// <summary>The ERP does not tell this balance.</summary>
    NotTold,

    /// <summary>Nothing that is known explains it.</summary>
    Unexplained,
}

/// <summary>Source-generated JSON of comparisons: camelCase, verdicts as words.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TieOutReport))]
sealed partial class TieOutJson : JsonSerializerContext;
