using System.Globalization;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Targets;
using Ledger.Storage.Tests.ErpExport.Contract;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>A target of files in a folder of its own, and documents for it.</summary>
sealed class RunFiles : IDisposable
{
    readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);

    public RunFiles(string kind, bool acknowledged = false, int? rowsPerPart = null)
    {
        (Kind, Folder) = (kind, TestFolder.Create());
        _settings["folder"] = Folder;
        Answers = Path.Combine(Folder, "answers");
        if (acknowledged)
        {
            _settings["acknowledgements"] = Directory.CreateDirectory(Answers).FullName;
        }

        if (rowsPerPart is { } rows)
        {
            _settings["rowsPerPart"] = rows.ToString(CultureInfo.InvariantCulture);
        }
    }

    public static Currency Eur { get; } = Currency.Parse("EUR");

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Kind { get; }

    public string Folder { get; }

    public string Answers { get; }

    public ContractClock Clock { get; } = new();

    /// <summary>Accounts as the format likes them.</summary>
    public string Debited => Kind == "beancount" ? "Assets:Psp" : "assets:psp";

    /// <summary>See <see cref="Debited"/>.</summary>
    public string Credited => Kind == "beancount" ? "Liabilities:Wallets" : "liabilities:wallets";

    public IErpAdapter NewAdapter(TimeProvider? time = null) => AllErpAdapters.ByKind[Kind].Make(new AdapterContext
    {
        Target = new ErpTarget
        {
            Name = "files",
            Kind = Kind,
            Prefix = "LDG",
            MappingPath = "mapping.yaml",
            Settings = new TargetSettings(_settings),
        },
        Time = time ?? Clock,
        Pacers = new RatePacers(Clock),
        Tokens = NoTokens.Instance,
    });

    public PostingDocument Document(long run, int number, params (Side Side, Money Amount)[] lines)
    {
        (Side Side, Money Amount)[] given = lines is [] ? [(Side.Debit, new(10_000, Eur)), (Side.Credit, new(10_000, Eur))] : lines;
        return new PostingDocument
        {
            Reference = DocumentReference.Of("LDG", run, number),
            RunId = new Guid((int)run, 7, 7, 8, 0, 0, 0, 0, 0, 0, 1),
            Group = string.Create(CultureInfo.InvariantCulture, $"{run}/{number}"),
            Company = "CH01",
            Journal = "PSP",
            Date = new DateOnly(2026, 3, 15),
            Memo = "Payments of the day",
            HomeCurrency = Eur,
            Lines = [.. given.Select((line, n) => Line(n + 1, line.Side, line.Amount))],
            MappingVersion = "m1",
            EntryCount = 2,
            FirstPosition = number,
            LastPosition = number + 1,
        };
    }

    public static SubmitBatch Batch(params IReadOnlyList<PostingDocument> documents) => new(
        documents[0].RunId, 1, "detail", 0, documents[^1].LastPosition, [.. documents.Select(document => new Submission(document, 1))]);

    public async Task<IReadOnlyList<SubmitResult>> SubmitAsync(params IReadOnlyList<PostingDocument> documents)
    {
        await using var adapter = NewAdapter();
        return await adapter.SubmitAsync(Batch(documents), Ct);
    }

    public async Task PostAsync(params IReadOnlyList<PostingDocument> documents) =>
        Assert.All(await SubmitAsync(documents), result => Assert.IsType<SubmitResult.Posted>(result));

    public async Task<List<ErpDocument>> ToldAsync()
    {
        await using var adapter = NewAdapter();
        List<ErpDocument> told = [];
        await foreach (var page in adapter.ReadChangesAsync(null, Ct))
        {
            told.AddRange(page.Changed);
        }

        return told;
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Text(string name) => File.ReadAllText(PathOf(name));

    /// <summary>All files of the folder, hidden ones too, with what is in them.</summary>
    public SortedDictionary<string, string> Everything() => new(
        Directory.EnumerateFiles(Folder).ToDictionary(
            file => Path.GetFileName(file), file => Convert.ToHexStringLower(File.ReadAllBytes(file)), StringComparer.Ordinal),
        StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // 0.0125 of the home currency for one unit of the other, to the cent.
    DocumentLine Line(int number, Side side, Money amount)
    {
        var isHome = amount.Currency == Eur;
        var units = decimal.Parse(amount.ToMajorUnits(), CultureInfo.InvariantCulture);
        return new DocumentLine(
            number, side == Side.Debit ? "1100" : "2100", side == Side.Debit ? Debited : Credited, side, amount,
            isHome ? null : new Money((long)decimal.Round(units * 1.25m), Eur), isHome ? null : 0.0125m,
            new SortedDictionary<string, string>(StringComparer.Ordinal) { ["center"] = "C1" }, null, "Payments of the day");
    }

    sealed class NoTokens : ITokenVault
    {
        public static NoTokens Instance { get; } = new();

        public Task<ErpTokens?> ReadAsync(string key, CancellationToken ct) => throw new NotSupportedException("Files have no tokens.");

        public Task<ErpTokens> RenewAsync(
            string key, ErpTokens? known, Func<ErpTokens?, CancellationToken, Task<ErpTokens>> renew, CancellationToken ct) =>
            throw new NotSupportedException("Files have no tokens.");
    }
}
