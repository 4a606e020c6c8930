using System.Globalization;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Odoo;
using Ledger.ErpExport.Targets;
using Ledger.ErpSimulators.Odoo;
using Ledger.Storage.Tests.ErpExport.Contract;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Odoo;

/// <summary>
/// A simulated Odoo, written from public documents: Odoo itself could not be had. Its API keys cannot be renewed by the adapter, so it
/// has no sessions; what is posted is not deleted but cancelled, as the audit trail asks.
/// </summary>
public sealed class OdooWorld : IErpWorld, IAsyncLifetime
{
    readonly ContractClock _clock = new();
    readonly Guid _run = Guid.Parse("0197f2a4-0000-7000-8000-000000000001");
    int _number;

    public OdooWorld() => Line = new FaultyErpLine(() => new SocketsHttpHandler());

    public OdooSimulator Simulator { get; private set; } = null!;

    public long Company { get; private set; }

    public long JournalId { get; private set; }

    public long SalesJournalId { get; private set; }

    public long DebitId { get; private set; }

    public long CreditId { get; private set; }

    public string ApiKey { get; set; } = "";

    bool ShiftsLockedDates { get; init; } = true;

    int? CallsPerSecond { get; init; }

    public string Kind => "odoo";

    public ErpWorldTraits Traits => ErpWorldTraits.Http | ErpWorldTraits.Periods | ErpWorldTraits.Edits | ErpWorldTraits.Deletes
        | ErpWorldTraits.Reverses | ErpWorldTraits.Foreign | ErpWorldTraits.Balances;

    public FaultyErpLine Line { get; }

    FaultyErpLine? IErpWorld.Line => Line;

    public string DebitAccount => "101200";

    public string CreditAccount => "400100";

    public Currency Home { get; } = Currency.Parse("EUR");

    public Currency? Foreign { get; } = Currency.Parse("USD");

    public DateOnly OpenDay { get; } = new(2026, 3, 15);

    public DateOnly ClosingDay { get; } = new(2025, 12, 30);

    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>One of its own, for a test that turns the clock, the locks or the keys.</summary>
    public static async Task<OdooWorld> StartAsync(bool shiftsLockedDates = true, int? callsPerSecond = null)
    {
        var world = new OdooWorld { ShiftsLockedDates = shiftsLockedDates, CallsPerSecond = callsPerSecond };
        await world.InitializeAsync();
        return world;
    }

    public async ValueTask InitializeAsync()
    {
        Simulator = await OdooSimulator.StartAsync(
            new OdooSimulatorOptions { Time = _clock, ShiftsLockedDates = ShiftsLockedDates, CallsPerSecond = CallsPerSecond },
            TestContext.Current.CancellationToken);
        ApiKey = Simulator.IssueKey(TimeSpan.FromDays(60));
        var office = Simulator.Office;
        var euro = office.AddCurrency("EUR", 2);
        office.AddCurrency("USD", 2);
        office.AddCurrency("KWD", 3, isActive: false);
        Company = office.AddCompany("Ledger Shop GmbH", euro);
        office.AddCompany("Another Shop Inc.", euro);
        JournalId = office.AddJournal(Company, "LDG", "general");
        SalesJournalId = office.AddJournal(Company, "INV", "sale");
        DebitId = office.AddAccount(Company, DebitAccount, "Clearing");
        CreditId = office.AddAccount(Company, CreditAccount, "Sales", defaultTax: 5);
        office.AddPartner("Payment provider", "PSP-1");
        office.AddAnalyticAccount("Web shop", "WEB");
    }

    public ValueTask DisposeAsync() => Simulator.DisposeAsync();

    public bool IsCreate(ErpRequest request) => request.Address.AbsolutePath.EndsWith("/account.move/create", StringComparison.Ordinal);

    public bool IsPost(ErpRequest request) => request.Address.AbsolutePath.EndsWith("/account.move/action_post", StringComparison.Ordinal);

    public IErpAdapter NewAdapter() => NewAdapter([]);

    /// <summary>An adapter with settings of its own; null takes one out.</summary>
    public IErpAdapter NewAdapter(Dictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["url"] = Simulator.Address.ToString(),
            ["database"] = "ledger",
            ["apiKey"] = ApiKey,
            ["callsPerSecond"] = "1000",
            ["concurrency"] = "4",
        };
        foreach (var (name, value) in settings)
        {
            all.Remove(name);
            if (value is not null)
            {
                all[name] = value;
            }
        }

        return OdooAdapter.Kind.Make(new AdapterContext
        {
            Target = new ErpTarget
            {
                Name = "odoo",
                Kind = "odoo",
                Prefix = "LDG",
                MappingPath = "mapping.yaml",
                Settings = new TargetSettings(all),
            },
            Time = _clock,
            Pacers = new RatePacers(_clock),
            Tokens = new NoTokens(),
            HttpHandler = Line.NewHandler,
        });
    }

    public PostingDocument NewDocument() =>
        NewDocument(OpenDay, (Side.Debit, new Money(10_000, Home)), (Side.Credit, new Money(10_000, Home)));

    public PostingDocument NewDocument(DateOnly date, params (Side Side, Money Amount)[] lines) => new()
    {
        Reference = DocumentReference.Of("LDG", 1, ++_number),
        RunId = _run,
        Group = "G1",
        Company = "Ledger Shop GmbH",
        Journal = "LDG",
        Date = date,
        Memo = "Card payments of the day",
        HomeCurrency = Home,
        Lines = [.. lines.Select((line, n) => new DocumentLine(
            n + 1, line.Side == Side.Debit ? "1010" : "4000", line.Side == Side.Debit ? DebitAccount : CreditAccount, line.Side, line.Amount,
            line.Amount.Currency == Home ? null : new Money(line.Amount.MinorUnits / 2, Home), line.Amount.Currency == Home ? null : 0.5m,
            new Dictionary<string, string>(StringComparer.Ordinal), null, $"Line {n + 1}"))],
        MappingVersion = "1",
        EntryCount = 1,
        FirstPosition = _number,
        LastPosition = _number,
    };

    public Task<IReadOnlyList<ErpDocument>> InsideAsync(DocumentReference reference) => Task.FromResult<IReadOnlyList<ErpDocument>>(
        [.. Entries(reference).Select(entry => new ErpDocument
        {
            ErpId = entry.Id.ToString(CultureInfo.InvariantCulture),
            Number = entry.Name,
            Reference = entry.Reference,
            State = entry.State == "posted" ? ErpDocumentState.Posted : ErpDocumentState.Draft,
            Date = entry.Date,
            Lines = [.. entry.Lines.Select(line => new ErpDocumentLine(
                line.Account, line.AmountCurrency > 0 ? Side.Debit : Side.Credit,
                new Money((long)(Math.Abs(line.AmountCurrency) * 100), Currency.Parse(line.Currency))))],
            Version = entry.WrittenAt.ToString("O", CultureInfo.InvariantCulture),
            ModifiedAt = entry.WrittenAt,
        })]);

    /// <summary>What the ERP holds under a reference, cancelled ones not.</summary>
    public IEnumerable<OdooEntry> Entries(DocumentReference reference) =>
        Simulator.Office.Entries.Where(entry => entry.Reference == reference.Value && entry.State != "cancel");

    public Task ClosePeriodAsync(bool closed)
    {
        Simulator.Office.SetLock(Company, "fiscalyear_lock_date", closed ? new DateOnly(2025, 12, 31) : null);
        return Task.CompletedTask;
    }

    public Task EditAsync(DocumentReference reference)
    {
        Simulator.Office.Edit(Entries(reference).Single().Id, 1.00m);
        return Task.CompletedTask;
    }

    public Task DeleteAsync(DocumentReference reference)
    {
        Simulator.Office.Cancel(Entries(reference).Single().Id);
        return Task.CompletedTask;
    }

    public Task ReverseAsync(DocumentReference reference)
    {
        Simulator.Office.Reverse(Entries(reference).Single().Id, OpenDay);
        return Task.CompletedTask;
    }

    public Task PostForeignAsync()
    {
        Simulator.Office.Post(JournalId, OpenDay, null, DebitId, CreditId, 7.00m);
        return Task.CompletedTask;
    }

    public Task CopyAsync(DocumentReference reference)
    {
        Simulator.Office.Post(JournalId, OpenDay, reference.Value, DebitId, CreditId, 100.00m);
        return Task.CompletedTask;
    }

    public Task EndSessionAsync()
    {
        Simulator.RevokeKey(ApiKey);
        return Task.CompletedTask;
    }

    public void Advance(TimeSpan by) => _clock.Advance(by);

    /// <summary>Hands documents in.</summary>
    public static Task<IReadOnlyList<SubmitResult>> SubmitAsync(IErpAdapter adapter, params PostingDocument[] documents) =>
        adapter.SubmitAsync(
            new SubmitBatch(
                documents[0].RunId, 1, "summary", 0, documents[^1].LastPosition, [.. documents.Select(each => new Submission(each, 1))]),
            TestContext.Current.CancellationToken);

    /// <summary>Hands a document in and posts it.</summary>
    public async Task<SubmitResult.Posted> PostAsync(PostingDocument document)
    {
        await using var adapter = NewAdapter();
        var drafted = Assert.IsType<SubmitResult.Drafted>(Assert.Single(await SubmitAsync(adapter, document)));
        return Assert.IsType<SubmitResult.Posted>(
            await adapter.ResumeAsync(document, drafted.Draft, TestContext.Current.CancellationToken));
    }

    /// <summary>Odoo has keys that do not renew themselves.</summary>
    sealed class NoTokens : ITokenVault
    {
        public Task<ErpTokens?> ReadAsync(string key, CancellationToken ct) => throw new NotSupportedException();

        public Task<ErpTokens> RenewAsync(
            string key, ErpTokens? known, Func<ErpTokens?, CancellationToken, Task<ErpTokens>> renew, CancellationToken ct) =>
            throw new NotSupportedException();
    }
}
