using System.Text.Json.Serialization;
using Ledger.Cli.Demo.Stock;

namespace Ledger.Cli.Demo;

/// <summary>What the demo prints with <c>--json</c>; amounts are minor units.</summary>
sealed record DemoReport
{
    /// <summary>Token of the run: every id of it carries <c>Q…Z</c> around this.</summary>
    public required string Run { get; init; }

    /// <summary>Seed of chance; the same seed plays the same day.</summary>
    public required int Seed { get; init; }

    /// <summary>Payments played with the main provider; a tenth of it, at least ten, with each of the others.</summary>
    public required int Payments { get; init; }

    /// <summary>What each provider sent, repeats and forged ones included.</summary>
    public required IReadOnlyDictionary<string, int> Providers { get; init; }

    /// <inheritdoc cref="DemoFigures.Sent"/>
    public required int Sent { get; init; }

    /// <inheritdoc cref="DemoFigures.Acknowledged"/>
    public required int Acknowledged { get; init; }

    /// <inheritdoc cref="DemoFigures.Refused"/>
    public required int Refused { get; init; }

    /// <inheritdoc cref="DemoFigures.Posted"/>
    public required int Posted { get; init; }

    /// <inheritdoc cref="DemoFigures.Duplicates"/>
    public required int Duplicates { get; init; }

    /// <inheritdoc cref="DemoFigures.Noops"/>
    public required int Noops { get; init; }

    /// <inheritdoc cref="DemoFigures.Held"/>
    public required int Held { get; init; }

    /// <inheritdoc cref="DemoFigures.DeadLettered"/>
    public required int DeadLettered { get; init; }

    /// <inheritdoc cref="DemoFigures.Exceptions"/>
    public required int Exceptions { get; init; }

    /// <summary>Requests that were answered 429 or 5xx and sent again.</summary>
    public required int Repeated { get; init; }

    /// <summary>Sums per currency.</summary>
    public required IReadOnlyDictionary<string, CurrencySums> TrialBalance { get; init; }

    /// <summary>Sums per currency and account.</summary>
    public required IReadOnlyList<AccountFigure> Balances { get; init; }

    /// <summary>True when <c>ledger verify</c> finds every rule kept, over the whole ledger.</summary>
    public required bool Verified { get; init; }

    /// <summary>The first rule that is not kept; null when all are.</summary>
    public string? FirstDifference { get; init; }

    /// <summary>What the demo's own tally expects.</summary>
    public required DemoFigures Expected { get; init; }

    /// <summary>The stock of the run; left out when no stock is kept.</summary>
    public StockFigures? Stock { get; init; }

    /// <summary>What the warehouse's own tally expects of it.</summary>
    public StockFigures? ExpectedStock { get; init; }

    /// <summary>How far the export is, by target; left out when nothing is exported.</summary>
    public IReadOnlyList<ExportFigure>? Exported { get; init; }

    /// <summary>How the balances of each target compare with the ledger's; left out when nothing is exported.</summary>
    public IReadOnlyList<TieOutFigure>? TiedOut { get; init; }

    /// <summary>Documents that an ERP has carried out without saying so; left out when none had to be.</summary>
    public IReadOnlyList<DroppedAnswer>? Dropped { get; init; }

    /// <summary>Every figure that is not the one of the tally, in words.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>From the first webhook to the verdict.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>True when everything is as expected.</summary>
    [JsonIgnore]
    public bool IsAsExpected => Verified && Differences.Count == 0;

    /// <summary>Puts a report together.</summary>
    public static DemoReport Of(
        DemoRunResult result, int seed, int payments, double elapsedSeconds) => new()
        {
            Run = result.Run,
            Seed = seed,
            Payments = payments,
            Providers = result.Day.Day.Concat(result.Day.Later).GroupBy(delivery => delivery.Provider, StringComparer.Ordinal)
                .OrderByDescending(provider => provider.Count())
                .ToDictionary(provider => provider.Key, provider => provider.Count(), StringComparer.Ordinal),
            Sent = result.Found.Sent,
            Acknowledged = result.Found.Acknowledged,
            Refused = result.Found.Refused,
            Posted = result.Found.Posted,
            Duplicates = result.Found.Duplicates,
            Noops = result.Found.Noops,
            Held = result.Found.Held,
            DeadLettered = result.Found.DeadLettered,
            Exceptions = result.Found.Exceptions,
            Repeated = result.Repeated,
            TrialBalance = result.Found.Balances.GroupBy(figure => figure.Currency).ToDictionary(
                currency => currency.Key, CurrencySums.Of, StringComparer.Ordinal),
            Balances = result.Found.Balances,
            Verified = result.Verification.Ok,
            FirstDifference = result.Verification.FirstDifference?.ToString(),
            Expected = result.Expected,
            Stock = result.FoundStock,
            ExpectedStock = result.ExpectedStock,
            Exported = result.Export.Figures is { Count: > 0 } figures ? figures : null,
            TiedOut = result.Export.TiedOut is { Count: > 0 } tiedOut ? tiedOut : null,
            Dropped = result.Export.Dropped is { Count: > 0 } dropped ? dropped : null,
            Differences =
            [
                .. result.Export.Differences(),
                .. result.Expected.DifferencesTo(result.Found),
                .. result.ExpectedStock?.DifferencesTo(result.FoundStock!) ?? [],
            ],
            ElapsedSeconds = Math.Round(elapsedSeconds, 1),
        };
}

/// <summary>Sums of all debits and credits in a currency.</summary>
sealed record CurrencySums(long Debits, long Credits, long Difference)
{
    /// <summary>Adds up the accounts of a currency.</summary>
    public static CurrencySums Of(IEnumerable<AccountFigure> accounts)
    {
        var (debits, credits) = (0L, 0L);
        foreach (var account in accounts)
        {
            (debits, credits) = (debits + account.Debits, credits + account.Credits);
        }

        return new CurrencySums(debits, credits, debits - credits);
    }
}

/// <summary>Source-generated JSON of the report.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DemoReport))]
sealed partial class DemoReportJson : JsonSerializerContext;
