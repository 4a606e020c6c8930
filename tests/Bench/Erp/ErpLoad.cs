using Ledger.Accounting;
using Ledger.ErpExport;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.EventStore;
using Ledger.MessageBus.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Bench.Erp;

/// <summary>Entries as a shop's day has them, and what makes documents of them.</summary>
static class ErpLoad
{
    /// <summary>The export's schema.</summary>
    public const string Schema = "erp_export";

    static readonly Currency Eur = Currency.Parse("EUR");
    static readonly Currency Usd = Currency.Parse("USD");
    static readonly DateTimeOffset Recorded = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The product's chart, account by account.</summary>
    public static ErpMapping Mapping { get; } = MappingYaml.Parse(
        """
        version: bench
        companies: [{company: C1, home: EUR}]
        journals: [{journal: LDG}]
        accounts: [{ledger: "*", account: "{code}"}]
        currencies: [{currency: USD, rate: 0.9173}]
        dimensions: [{name: Channel, field: provider, values: {stripe: S, adyen: A}, default: O}]
        rounding: {account: "6900", cap: 1000}
        """,
        "bench.yaml");

    /// <summary>A target of a kind.</summary>
    public static ErpTarget Target(string kind, ExportMode mode, TargetSettings? settings = null) => new()
    {
        Name = "bench",
        Kind = kind,
        Prefix = "LDG",
        Mode = mode,
        MappingPath = "bench.yaml",
        Settings = settings ?? TargetSettings.None,
    };

    /// <summary>What an adapter of the benchmark is made with.</summary>
    public static AdapterContext Context(ErpTarget target, NpgsqlDataSource? source) => new()
    {
        Target = target,
        Time = TimeProvider.System,
        Pacers = new RatePacers(TimeProvider.System),
        Tokens = new PostgresTokenVault(source!, Schema, null, TimeProvider.System),
    };

    /// <summary>Makes the export's schema and the way to write it.</summary>
    public static async Task<ErpWriter> OpenAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await SchemaMigrations.ApplyAsync(source, Schema, ErpMigrations.Scripts, ct);
        return new ErpWriter(
            source, Schema, new BatchQueueOptions { MaxBatch = 500 }, TimeProvider.System, NullLogger<ErpWriter>.Instance);
    }

    /// <summary>Takes entries in as they come over the bus.</summary>
    public static async Task TakeAsync(ErpWriter writer, long from, int count, CancellationToken ct) =>
        await Parallel.ForEachAsync(
            Entries(from, count), new ParallelOptions { MaxDegreeOfParallelism = 1_000, CancellationToken = ct },
            async (entry, token) => await writer.TakeAsync(entry, token));

    /// <summary>Captures with their fees, and refunds; over ten days, two currencies and three providers.</summary>
    public static IEnumerable<JournalEntryMessage> Entries(long from, int count)
    {
        for (var n = from; n < from + count; n++)
        {
            var currency = n % 5 == 0 ? Usd : Eur;
            Money Of(long minorUnits) => new(minorUnits, currency);
            var gross = 1_000 + (n * 7919 % 20_000);
            var fee = gross / 40;
            JournalLine[] lines = n % 6 == 0
                ? [new("4100", Side.Debit, Of(gross)), new("1150", Side.Credit, Of(gross))]
                : [new("1150", Side.Debit, Of(gross - fee)), new("6100", Side.Debit, Of(fee)), new("4000", Side.Credit, Of(gross))];
            yield return new JournalEntryMessage
            {
                EntryId = new Guid((int)n, (short)(n >> 32), 7, 8, 9, 10, 11, 12, 13, 14, 15),
                Position = n,
                PreviousPosition = n - 1,
                EventId = new Guid((int)n, 1, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                Class = n % 6 == 0 ? "refund-posted" : "capture-succeeded",
                Row = "M-04",
                MatrixVersion = "2026.1",
                Provider = n % 3 == 0 ? "adyen" : "stripe",
                Account = "acct_bench",
                PaymentId = $"pi_{n:000000000000}",
                ProviderObjectId = $"ch_{n:000000000000}",
                OrderRef = $"order-{n}",
                BookingDate = new DateOnly(2026, 3, 1).AddDays((int)(n % 10)),
                OccurredAt = Recorded,
                RecordedAt = Recorded,
                Lines = lines,
            };
        }
    }
}
