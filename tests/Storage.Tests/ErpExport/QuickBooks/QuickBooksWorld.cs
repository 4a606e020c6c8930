using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.QuickBooks;
using Ledger.ErpExport.Targets;
using Ledger.ErpSimulators.QuickBooks;
using Ledger.Storage.Tests.ErpExport.Contract;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.QuickBooks;

/// <summary>A simulated QuickBooks company, and adapters to it.</summary>
public sealed class QuickBooksWorld : IErpWorld, IAsyncLifetime
{
    readonly ContractClock _clock = new();
    readonly RatePacers _pacers;
    readonly QuickBooksOptions _options;
    int _documents;

    /// <summary>The world of the contract suite.</summary>
    public QuickBooksWorld() : this(new QuickBooksOptions())
    {
    }

    QuickBooksWorld(QuickBooksOptions options) =>
        (_options, _pacers, Line) = (options with { Time = _clock }, new RatePacers(_clock), new FaultyErpLine(() => new SocketsHttpHandler()));

    public static async Task<QuickBooksWorld> StartAsync(QuickBooksOptions? options = null)
    {
        var world = new QuickBooksWorld(options ?? new QuickBooksOptions());
        await world.InitializeAsync();
        return world;
    }

    public QuickBooksSimulator Simulator { get; private set; } = null!;

    public MemoryTokenVault Vault { get; } = new();

    public FaultyErpLine Line { get; }

    public TimeProvider Clock => _clock;

    public string Kind => "quickbooks";

    public ErpWorldTraits Traits => ErpWorldTraits.Http | ErpWorldTraits.Periods | ErpWorldTraits.Edits | ErpWorldTraits.Deletes
        | ErpWorldTraits.Foreign | ErpWorldTraits.Sessions | ErpWorldTraits.Balances;

    public string DebitAccount => "90";

    public string CreditAccount => "79";

    public Currency Home => Currency.Parse(_options.HomeCurrency);

    public Currency? Foreign => Currency.Parse("EUR");

    public DateOnly OpenDay => new(2026, 3, 15);

    public DateOnly ClosingDay => new(2025, 12, 31);

    public async ValueTask InitializeAsync() =>
        Simulator = await QuickBooksSimulator.StartAsync(_options, TestContext.Current.CancellationToken);

    public bool IsCreate(ErpRequest request) =>
        request.Method == "POST" && request.Address.AbsolutePath.EndsWith("/journalentry", StringComparison.Ordinal);

    public bool IsPost(ErpRequest request) => false;

    public IErpAdapter NewAdapter() => NewAdapter([]);

    /// <summary>An adapter whose settings differ.</summary>
    public IErpAdapter NewAdapter(params (string Name, string Value)[] settings)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["url"] = $"{Simulator.Address}",
            ["tokenUrl"] = $"{Simulator.TokenAddress}",
            ["realm"] = _options.Realm,
            ["clientId"] = _options.ClientId,
            ["clientSecret"] = _options.ClientSecret,
            ["refreshToken"] = _options.FirstRefreshToken,
        };
        Array.ForEach(settings, each => values[each.Name] = each.Value);
        return QuickBooksKind.Kind.Make(new AdapterContext
        {
            Target = new ErpTarget
            {
                Name = "books",
                Kind = QuickBooksKind.Kind.Kind,
                Prefix = "LDG",
                MappingPath = "books.mapping.yaml",
                Settings = new TargetSettings(values),
            },
            Time = _clock,
            Pacers = _pacers,
            Tokens = Vault,
            HttpHandler = Line.NewHandler,
        });
    }

    public PostingDocument NewDocument() =>
        NewDocument(OpenDay, (Side.Debit, new Money(10_000, Home)), (Side.Credit, new Money(10_000, Home)));

    public PostingDocument NewDocument(DateOnly date, params (Side Side, Money Amount)[] lines)
    {
        var number = Interlocked.Increment(ref _documents);
        return new PostingDocument
        {
            Reference = DocumentReference.Of("LDG", 15, number),
            RunId = new Guid("0197f2a4-0000-7000-8000-000000000015"),
            Group = $"15-{number}",
            Company = _options.Realm,
            Journal = "",
            Date = date,
            Memo = "Card sales of the day",
            HomeCurrency = Home,
            Lines = [.. lines.Select((line, n) => NewLine(n + 1, line.Side, line.Amount))],
            MappingVersion = "1",
            EntryCount = 1,
            FirstPosition = number,
            LastPosition = number,
        };
    }

    public Task<IReadOnlyList<ErpDocument>> InsideAsync(DocumentReference reference) => Task.FromResult<IReadOnlyList<ErpDocument>>(
        [.. Simulator.Books.ByNumber(reference.Value).Select(Inside)]);

    public Task ClosePeriodAsync(bool closed)
    {
        Simulator.Books.ClosingDate = closed ? ClosingDay : null;
        return Task.CompletedTask;
    }

    public Task EditAsync(DocumentReference reference)
    {
        var entry = Assert.Single(Simulator.Books.ByNumber(reference.Value));
        Simulator.Books.Change(entry.Id, before => before with
        {
            PrivateNote = "Looked at by hand",
            Lines = [.. before.Lines.Select(line => line with { Amount = line.Amount + 1 })],
        });
        return Task.CompletedTask;
    }

    public Task DeleteAsync(DocumentReference reference)
    {
        Simulator.Books.Delete(Assert.Single(Simulator.Books.ByNumber(reference.Value)).Id);
        return Task.CompletedTask;
    }

    public Task ReverseAsync(DocumentReference reference) =>
        throw new NotSupportedException("QuickBooks shows a reversal as one more entry, numbered with an R behind.");

    public Task PostForeignAsync()
    {
        Simulator.Books.Post(OpenDay, "JE-7", new(DebitAccount, IsDebit: true, 7.00m), new(CreditAccount, IsDebit: false, 7.00m));
        return Task.CompletedTask;
    }

    public Task CopyAsync(DocumentReference reference)
    {
        Simulator.Books.Post(
            OpenDay, reference.Value, new(DebitAccount, IsDebit: true, 100.00m), new(CreditAccount, IsDebit: false, 100.00m));
        return Task.CompletedTask;
    }

    public Task EndSessionAsync()
    {
        Simulator.SignIn.EndAccess();
        return Task.CompletedTask;
    }

    public void Advance(TimeSpan by) => _clock.Advance(by);

    public async ValueTask DisposeAsync()
    {
        Vault.Dispose();
        await Simulator.DisposeAsync();
    }

    DocumentLine NewLine(int number, Side side, Money amount) => new(
        number, "assets:clearing", side == Side.Debit ? DebitAccount : CreditAccount, side, amount, null,
        amount.Currency == Home ? null : 1.0825m, new Dictionary<string, string>(StringComparer.Ordinal), null, "Card sales");

    static ErpDocument Inside(QuickBooksEntry entry)
    {
        var currency = Currency.Parse(entry.Currency);
        var scale = Enumerable.Repeat(10m, currency.Exponent).Aggregate(1m, (all, each) => all * each);
        return new ErpDocument
        {
            ErpId = entry.Id,
            Number = entry.DocNumber,
            Reference = entry.DocNumber,
            State = ErpDocumentState.Posted,
            Date = entry.Date,
            Version = $"{entry.SyncToken}",
            ModifiedAt = entry.UpdatedAt,
            Lines =
            [
                .. entry.Lines.Select(line => new ErpDocumentLine(
                    line.Account, line.IsDebit ? Side.Debit : Side.Credit, new Money((long)(line.Amount * scale), currency))),
            ],
        };
    }
}
