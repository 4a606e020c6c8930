using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Tryton;

/// <summary>A move as Tryton holds it: an account move is what we call a document.</summary>
/// <param name="Id">Tryton's id.</param>
/// <param name="Reference">First word of its description, if that is a reference.</param>
/// <param name="CancelledMove">The move that this one takes back; null for none.</param>
/// <param name="Document">The move, as all ERPs tell theirs.</param>
sealed record TrytonMove(long Id, string? Reference, long? CancelledMove, ErpDocument Document)
{
    const string CancelsPrefix = "account.move,";

    /// <summary>What <see cref="Read"/> needs.</summary>
    public static string[] Fields { get; } =
    [
        "description", "date", "state", "post_number", "origin", "create_date", "write_date",
        "company.party.name", "company.currency.code",
        "lines.debit", "lines.credit", "lines.account.code", "lines.account.name",
        "lines.second_currency.code", "lines.amount_second_currency",
    ];

    /// <summary>True when it is posted.</summary>
    public bool IsPosted => Document.State != ErpDocumentState.Draft;

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">An amount has more decimals than its currency.</exception>
    public static TrytonMove Read(JsonElement record)
    {
        var id = record.Id();
        var cancels = record.Text("origin") is { } origin && origin.StartsWith(CancelsPrefix, StringComparison.Ordinal)
            && long.TryParse(origin.AsSpan(CancelsPrefix.Length), CultureInfo.InvariantCulture, out var cancelled)
                ? cancelled
                : (long?)null;

        // A move that takes another back is a copy of it, with its description: it is no second document of that reference.
        var reference = cancels is null ? ReferenceOf(record.Text("description")) : null;
        var company = record.Related("company") ?? throw new FormatException($"Move {id} has no company.");
        var home = Currency.Parse(company.Related("currency")?.Text("code") ?? "");
        var modified = ModifiedAt(record);
        var lines = record.GetProperty("lines.").EnumerateArray().OrderBy(line => line.Id()).Select(line => ReadLine(line, home)).ToList();
        return new TrytonMove(id, reference, cancels, new ErpDocument
        {
            ErpId = id.ToString(CultureInfo.InvariantCulture),
            Number = record.Text("post_number"),
            Reference = reference,
            State = record.Text("state") == "posted" ? ErpDocumentState.Posted : ErpDocumentState.Draft,
            Company = company.Related("party")?.Text("name"),
            CompanyId = company.Id().ToString(CultureInfo.InvariantCulture),
            Date = record.Date("date"),
            Lines = [.. lines.Select(each => each.Line)],
            Details = [.. lines.Select(each => each.Detail)],
            Version = $"{modified:yyyy-MM-ddTHH:mm:ss.ffffffZ}",
            ModifiedAt = modified,
        });
    }

    /// <summary>When a move was changed last; a move that was only made has no moment of writing.</summary>
    public static DateTimeOffset ModifiedAt(JsonElement record) =>
        record.Moment("write_date") ?? record.Moment("create_date") ?? throw new FormatException($"Move {record.Id()} has no moment.");

    /// <summary>The same, taken back by another move, which may be the later change.</summary>
    public TrytonMove TakenBackBy(TrytonMove other) => this with
    {
        Document = Document with
        {
            State = ErpDocumentState.Reversed,
            Version = $"{Document.Version} {other.Id} {other.Document.Version}",
            ModifiedAt = other.Document.ModifiedAt > Document.ModifiedAt ? other.Document.ModifiedAt : Document.ModifiedAt,
        },
    };

    /// <summary>
    /// True when it says what a document says: date, and debits and credits of each account in each currency. Codes are compared, not
    /// ids, for it is the bookkeeper's accounts that count.
    /// </summary>
    public bool Says(PostingDocument document) =>
        Document.Date == document.Date
        && Totals(Document.Lines.Select(line => (line.Account, line.Side, line.Amount)))
            .SetEquals(Totals(document.Lines.Select(line => (line.Account, line.Side, line.Amount))));

    /// <summary>What a document is by the move that stands for it.</summary>
    public SubmitResult StandingOf(PostingDocument document, ErpReason whenItDiffers) => this switch
    {
        _ when !Says(document) => new SubmitResult.Rejected(new ErpRefusal(
            whenItDiffers,
            $"{(IsPosted ? $"Move {Document.Number}" : $"Draft {Id}")} of {document.Reference} says something else.")),
        { IsPosted: true } => new SubmitResult.Posted(Document.ErpId, Document.Number, Document.Date),
        _ => new SubmitResult.Drafted(new SubmissionHandle(Document.ErpId)),
    };

    static HashSet<(string, Side, Currency, long)> Totals(IEnumerable<(string Account, Side Side, Money Amount)> lines) =>
    [
        .. from line in lines
           group line.Amount.MinorUnits by (line.Account, line.Side, line.Amount.Currency) into each
           select (each.Key.Account, each.Key.Side, each.Key.Currency, each.Sum()),
    ];

    /// <summary>The reference that a description begins with; null for none.</summary>
    public static string? ReferenceOf(string? description) =>
        description?.Split(' ', 2)[0] is { } word && DocumentReference.IsReference(word) ? word : null;

    /// <summary>
    /// Tryton takes a move back with amounts below zero on the same sides; told is what it comes to. A line in a currency that has no
    /// ISO code, which only others write, is told in the company's own.
    /// </summary>
    static (ErpDocumentLine Line, ErpLineDetail Detail) ReadLine(JsonElement line, Currency home)
    {
        var account = line.Related("account") ?? throw new FormatException($"Line {line.Id()} has no account.");
        var net = checked(line.MinorUnits("debit", home) - line.MinorUnits("credit", home));
        var amount = Currency.TryParse(line.Related("second_currency")?.Text("code"), out var second)
            ? new Money(line.MinorUnits("amount_second_currency", second), second)
            : new Money(net, home);
        var side = net < 0 || (net == 0 && amount.MinorUnits < 0) ? Side.Credit : Side.Debit;
        return (
            new ErpDocumentLine(AccountCode(account), side, amount.MinorUnits < 0 ? -amount : amount),
            new ErpLineDetail(null, null, new Money(Math.Abs(net), home)));
    }

    /// <summary>What a bookkeeper knows an account by: its code, or its name when it has none.</summary>
    public static string AccountCode(JsonElement account) =>
        account.Text("code") is { Length: > 0 } code ? code : account.Text("name") ?? "";
}

/// <summary>What posting gives a move, and no more.</summary>
/// <param name="Id">Tryton's id.</param>
/// <param name="Reference">First word of its description, if that is a reference.</param>
/// <param name="IsPosted">True when it is posted.</param>
/// <param name="Number">The number given by posting.</param>
/// <param name="Date">Its date.</param>
sealed record TrytonNumber(long Id, string? Reference, bool IsPosted, string? Number, DateOnly? Date)
{
    /// <summary>What <see cref="Read"/> needs.</summary>
    public static string[] Fields { get; } = ["description", "state", "post_number", "date"];

    /// <summary>Reads one.</summary>
    public static TrytonNumber Read(JsonElement record) => new(
        record.Id(), TrytonMove.ReferenceOf(record.Text("description")), record.Text("state") == "posted", record.Text("post_number"),
        record.Date("date"));
}
