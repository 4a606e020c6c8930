using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Targets;
using Ledger.MessageBus.Messages;

namespace Ledger.Fast.Tests.ErpExport;

/// <summary>Entries, a mapping and a target to build documents with.</summary>
static class EntrySample
{
    public static readonly Currency Eur = Currency.Parse("EUR");

    public static readonly Currency Usd = Currency.Parse("USD");

    public static readonly Currency Jpy = Currency.Parse("JPY");

    /// <summary>The product's chart, account by account, with rates for a company in euros.</summary>
    public static ErpMapping Mapping { get; } = MappingYaml.Parse(
        """
        version: "7"
        companies: [{company: "C1", home: EUR}]
        journals: [{journal: LDG}, {class: fee-posted, journal: FEE, from: 2026-02-01}]
        accounts:
          - {ledger: "*", account: "X{code}"}
          - {ledger: "9000", exclude: true}
          - {ledger: "9001", exclude: true}
        currencies: [{currency: USD, rate: 0.9173}, {currency: JPY, rate: 0.0061}]
        dimensions: [{name: Channel, field: provider, values: {stripe: S}, default: other, accounts: ["6100"]}]
        rounding: {account: ROUND, cap: 1000}
        """,
        "sample.yaml");

    public static ErpTarget Target(ExportMode mode = ExportMode.Summary) => new()
    {
        Name = "books",
        Kind = "outside",
        Prefix = "LDG",
        Mode = mode,
        MappingPath = "sample.yaml",
    };

    public static ErpCapabilities Can(CurrencyMode currency = CurrencyMode.PerLine, int maxLines = 500) => new()
    {
        Idempotency = Idempotency.SearchFirst,
        Atomicity = Atomicity.PerDocument,
        MaxLinesPerDocument = maxLines,
        Currency = currency,
        Limits = RateLimitProfile.OneAtATime,
    };

    public static RunHead Run(ExportMode mode = ExportMode.Summary) => new(new Guid("0197f2a4-6b1e-7c3d-9d0a-5c2f1e8b4a10"), 15, mode);

    public static JournalEntryMessage Entry(long position, params JournalLine[] lines) => new()
    {
        EntryId = new Guid((int)position, 0, 7, 8, 9, 10, 11, 12, 13, 14, 15),
        Position = position,
        PreviousPosition = position - 1,
        EventId = Guid.Empty,
        Class = "capture-succeeded",
        Row = "M-04",
        MatrixVersion = "1",
        Provider = "stripe",
        Account = "acct_1",
        PaymentId = $"pi_{position}",
        ProviderObjectId = $"ch_{position}",
        BookingDate = new DateOnly(2026, 3, 15),
        OccurredAt = new DateTimeOffset(2026, 3, 15, 10, 0, 0, TimeSpan.Zero),
        RecordedAt = new DateTimeOffset(2026, 3, 15, 10, 0, 1, TimeSpan.Zero),
        Lines = lines,
    };

    /// <summary>An amount from one account to another.</summary>
    public static JournalEntryMessage Entry(long position, string debit, string credit, long minorUnits, Currency currency) => Entry(
        position, new JournalLine(debit, Side.Debit, new Money(minorUnits, currency)),
        new JournalLine(credit, Side.Credit, new Money(minorUnits, currency)));

    /// <summary>Entries of some days, accounts and currencies, the same for the same seed.</summary>
    public static IReadOnlyList<JournalEntryMessage> Random(int seed, int count)
    {
        var random = new Random(seed);
        string[] accounts = ["1000", "1150", "1155", "2100", "4000", "4100", "6100", "7100"];
        Currency[] currencies = [Eur, Usd, Jpy, Currency.Parse("KWD")];
        string Account() => accounts[random.Next(accounts.Length)];
        var entries = new List<JournalEntryMessage>();
        for (var n = 1; n <= count; n++)
        {
            var lines = new List<JournalLine>();
            for (var pair = random.Next(1, 4); pair > 0; pair--)
            {
                var amount = new Money(random.Next(1, 1_000_000), currencies[random.Next(random.Next(1, 4))]);
                lines.Add(new JournalLine(Account(), Side.Debit, amount));
                lines.Add(new JournalLine(Account(), Side.Credit, amount));
            }

            entries.Add(Entry(n * 2, [.. lines]) with
            {
                BookingDate = new DateOnly(2026, 3, 1).AddDays(random.Next(3)),
                Class = random.Next(2) == 0 ? "capture-succeeded" : "fee-posted",
                Provider = random.Next(3) == 0 ? "adyen" : "stripe",
            });
        }

        return entries;
    }
}
