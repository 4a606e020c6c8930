using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Targets;
using Ledger.ErpExport.Tryton;
using Ledger.LocalStack.Servers.Tryton;
using Ledger.Storage.Tests.ErpExport.Contract;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Tryton;

/// <summary>The real Tryton as the contract suite sees it; what it says of the inside it reads as the administrator.</summary>
public sealed class TrytonWorld : IErpWorld, IAsyncLifetime
{
    static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);
    readonly ContractClock _clock = new();
    readonly RatePacers _pacers;
    TrytonServer? _server;
    int _documents;

    /// <summary>Makes one; it is started by <see cref="InitializeAsync"/>.</summary>
    public TrytonWorld()
    {
        _pacers = new RatePacers(_clock);
        Line = new FaultyErpLine(() => new SocketsHttpHandler());
    }

    public string Kind => "tryton";

    public ErpWorldTraits Traits => ErpWorldTraits.Http | ErpWorldTraits.Periods | ErpWorldTraits.Reverses | ErpWorldTraits.Foreign
        | ErpWorldTraits.Sessions | ErpWorldTraits.Balances;

    public FaultyErpLine Line { get; }

    public string DebitAccount => TrytonTemplate.CashAccount;

    public string CreditAccount => TrytonTemplate.RevenueAccount;

    public Currency Home { get; } = Currency.Parse("EUR");

    public Currency? Foreign { get; } = Currency.Parse("USD");

    public DateOnly OpenDay { get; } = new(2026, 3, 15);

    public DateOnly ClosingDay { get; } = new(2026, 2, 10);

    /// <summary>The administrator.</summary>
    public TrytonClient Admin => Server.Admin;

    TrytonServer Server => _server ?? throw new InvalidOperationException(TrytonServer.HowToInstall);

    public async ValueTask InitializeAsync() => _server = TrytonServer.IsInstalled ? await TrytonServer.StartAsync() : null;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public bool IsCreate(ErpRequest request) => request.Body.Contains("\"model.account.move.create\"", StringComparison.Ordinal);

    public bool IsPost(ErpRequest request) => request.Body.Contains("\"model.account.move.post\"", StringComparison.Ordinal);

    public IErpAdapter NewAdapter() => NewAdapter(TrytonTemplate.Password);

    /// <summary>An adapter that comes with a password of its own.</summary>
    public IErpAdapter NewAdapter(string password) => TrytonAdapter.Kind.Make(NewContext(password));

    /// <summary>What an adapter is made with.</summary>
    public AdapterContext NewContext(string password = TrytonTemplate.Password) => new()
    {
        Target = new ErpTarget
        {
            Name = "books",
            Kind = Kind,
            Prefix = "LDG",
            MappingPath = "books.yaml",
            Settings = new TargetSettings(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["url"] = Server.Address.ToString(),
                ["database"] = LocalTryton.Database,
                ["user"] = TrytonTemplate.User,
                ["password"] = password,
            }),
        },
        Time = _clock,
        Pacers = _pacers,
        Tokens = new NoTokens(),
        HttpHandler = Line.NewHandler,
    };

    public PostingDocument NewDocument() =>
        NewDocument(OpenDay, (Side.Debit, new Money(10_000, Home)), (Side.Credit, new Money(10_000, Home)));

    public PostingDocument NewDocument(DateOnly date, params (Side Side, Money Amount)[] lines)
    {
        var number = Interlocked.Increment(ref _documents);
        return new PostingDocument
        {
            Reference = DocumentReference.Of("LDG", 1, number),
            RunId = Guid.Parse("0197f2a4-6b1e-7c3d-9d0a-5c2f1e8b4a10"),
            Group = "0197f2a4",
            Company = TrytonTemplate.Company,
            Journal = TrytonTemplate.Journal,
            Date = date,
            Memo = "Payments of the day",
            HomeCurrency = Home,
            Lines = [.. lines.Select((line, n) => NewLine(n + 1, line.Side, line.Amount))],
            MappingVersion = "1",
            EntryCount = 1,
            FirstPosition = number,
            LastPosition = number,
        };
    }

    public async Task<IReadOnlyList<ErpDocument>> InsideAsync(DocumentReference reference)
    {
        var moves = await Admin.ReadAsync(
            "account.move", $$"""[["description", "like", "{{reference}}%"], ["origin", "=", null]]""",
            "state", "date", "description", "post_number", "lines.debit", "lines.credit", "lines.amount_second_currency",
            "lines.second_currency.code", "lines.account.code", "lines.account.name");
        return [.. moves.Select(move => new ErpDocument
        {
            ErpId = move.GetProperty("id").ToString(),
            Number = move.GetProperty("post_number").GetString(),
            Reference = move.GetProperty("description").GetString(),
            State = move.GetProperty("state").GetString() == "posted" ? ErpDocumentState.Posted : ErpDocumentState.Draft,
            Date = ReadDate(move.GetProperty("date")),
            Lines = [.. move.GetProperty("lines.").EnumerateArray().Select(ReadLine)],
            Version = "",
            ModifiedAt = default,
        })];
    }

    public async Task ClosePeriodAsync(bool closed)
    {
        var day = TrytonClient.Date(ClosingDay);
        var period = Assert.Single(await Admin.SearchAsync(
            "account.period", $$"""[["start_date", "<=", {{day}}], ["end_date", ">=", {{day}}]]"""));
        await Admin.CallAsync($"model.account.period.{(closed ? "close" : "reopen")}", $"[[{period}], {{}}]");
        if (!closed)
        {
            // Closing a period closes its journals; opening it does not open them.
            var journals = await Admin.SearchAsync(
                "account.journal.period", $$"""[["period", "=", {{period}}], ["state", "=", "close"]]""");
            await Admin.CallAsync("model.account.journal.period.reopen", $"[[{string.Join(", ", journals)}], {{}}]");
        }
    }

    public Task EditAsync(DocumentReference reference) => throw new NotSupportedException("Tryton lets nobody edit what is posted.");

    public Task DeleteAsync(DocumentReference reference) => throw new NotSupportedException("Tryton lets nobody delete what is posted.");

    public async Task ReverseAsync(DocumentReference reference)
    {
        var taker = await CancelAsync(reference, description: null);
        await Admin.CallAsync("model.account.move.post", $"[[{taker}], {{}}]");
    }

    /// <summary>A bookkeeper takes a move back; the other move is a draft at first.</summary>
    /// <returns>Id of the other move.</returns>
    public async Task<long> CancelAsync(DocumentReference reference, string? description)
    {
        var move = Assert.Single(await InsideAsync(reference)).ErpId;
        var context = $$"""{"company": 1, "active_id": {{move}}, "active_ids": [{{move}}], "active_model": "account.move"}""";
        var wizard = (await Admin.CallAsync("wizard.account.move.cancel.create", $"[{context}]"))[0];
        await Admin.CallAsync("wizard.account.move.cancel.execute", $$"""
            [{{wizard}}, {"default": {"description": {{JsonSerializer.Serialize(description)}} } }, "cancel", {{context}}]
            """);
        await Admin.CallAsync("wizard.account.move.cancel.delete", $"[{wizard}, {context}]");
        return Assert.Single(await Admin.SearchAsync("account.move", $$"""[["origin", "=", "account.move,{{move}}"]]"""));
    }

    public Task PostForeignAsync() => PostAsync("Rent of March", "7.00");

    public Task CopyAsync(DocumentReference reference) => PostAsync($"{reference} once more", "100.00");

    async Task PostAsync(string description, string amount)
    {
        var (units, zero) = (TrytonClient.Number(amount), TrytonClient.Number("0"));
        var day = TrytonClient.Date(OpenDay);
        var period = Assert.Single(await Admin.SearchAsync(
            "account.period", $$"""[["start_date", "<=", {{day}}], ["end_date", ">=", {{day}}]]"""));
        var journal = Assert.Single(await Admin.SearchAsync("account.journal", """[["code", "=", "CASH"]]"""));
        var move = await Admin.CreateAsync("account.move", $$"""
            {"company": 1, "journal": {{journal}}, "period": {{period}}, "date": {{day}}, "number": "*", "description": "{{description}}",
             "lines": [["create", [
               {"account": {{await AccountAsync(DebitAccount)}}, "debit": {{units}}, "credit": {{zero}}},
               {"account": {{await AccountAsync(CreditAccount)}}, "debit": {{zero}}, "credit": {{units}}}]]]}
            """);
        await Admin.CallAsync("model.account.move.post", $"[[{move}], {{}}]");
    }

    public Task EndSessionAsync() => Server.EndSessionsAsync(TrytonTemplate.User);

    public void Advance(TimeSpan by) => _clock.Advance(by);

    /// <summary>Dollars and yen at rates of ours, so that Tryton's own would show.</summary>
    DocumentLine NewLine(int number, Side side, Money amount)
    {
        var account = side == Side.Debit ? DebitAccount : CreditAccount;
        (decimal Rate, Money Home)? home = amount.Currency.Code switch
        {
            "USD" => (0.8m, new Money(amount.MinorUnits * 8 / 10, Home)),
            "JPY" => (0.005m, new Money(amount.MinorUnits / 2, Home)),
            _ => null,
        };
        return new DocumentLine(number, $"ledger:{account}", account, side, amount, home?.Home, home?.Rate, None, null, $"Line {number}");
    }

    async Task<long> AccountAsync(string code) => Assert.Single(await Admin.SearchAsync(
        "account.account", $$"""["OR", ["code", "=", "{{code}}"], ["name", "=", "{{code}}"]]"""));

    static DateOnly ReadDate(JsonElement date) =>
        new(date.GetProperty("year").GetInt32(), date.GetProperty("month").GetInt32(), date.GetProperty("day").GetInt32());

    ErpDocumentLine ReadLine(JsonElement line)
    {
        var account = line.GetProperty("account.");
        var debit = Decimal(line.GetProperty("debit"));
        var side = debit > 0 ? Side.Debit : Side.Credit;
        var second = line.GetProperty("second_currency.");
        var (amount, currency) = second.ValueKind == JsonValueKind.Null
            ? (debit > 0 ? debit : Decimal(line.GetProperty("credit")), Home)
            : (Math.Abs(Decimal(line.GetProperty("amount_second_currency"))), Currency.Parse(second.GetProperty("code").GetString()!));
        var minor = currency.Exponent == 0 ? amount : amount * 100;
        return new ErpDocumentLine(
            account.GetProperty("code").GetString() ?? account.GetProperty("name").GetString()!, side,
            new Money(decimal.ToInt64(minor), currency));
    }

    static decimal Decimal(JsonElement number) =>
        decimal.Parse(number.GetProperty("decimal").GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Tryton's sessions are opened with a password: there is nothing to keep.</summary>
    sealed class NoTokens : ITokenVault
    {
        public Task<ErpTokens?> ReadAsync(string key, CancellationToken ct) => throw new NotSupportedException(key);

        public Task<ErpTokens> RenewAsync(
            string key, ErpTokens? known, Func<ErpTokens?, CancellationToken, Task<ErpTokens>> renew, CancellationToken ct) =>
            throw new NotSupportedException(key);
    }
}
