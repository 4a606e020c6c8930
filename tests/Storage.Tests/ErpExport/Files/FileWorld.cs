using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.Storage.Tests.ErpExport.Contract;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>A folder as the contract suite sees it: what is inside is told by the tools that read such files, not by the adapter.</summary>
public abstract class FileWorld : IErpWorld
{
    readonly RunFiles _files;
    readonly bool _acknowledged;
    long _run;

    private protected FileWorld(string kind, bool acknowledged) =>
        (_files, _acknowledged) = (new RunFiles(kind, acknowledged), acknowledged);

    private protected RunFiles Files => _files;

    /// <inheritdoc/>
    public string Kind => _files.Kind;

    /// <inheritdoc/>
    public ErpWorldTraits Traits =>
        ErpWorldTraits.Edits | ErpWorldTraits.Deletes | ErpWorldTraits.Foreign | ErpWorldTraits.Balances
        | (_acknowledged ? ErpWorldTraits.Accepts : ErpWorldTraits.None);

    /// <inheritdoc/>
    public FaultyErpLine? Line => null;

    /// <inheritdoc/>
    public string DebitAccount => _files.Debited;

    /// <inheritdoc/>
    public string CreditAccount => _files.Credited;

    /// <inheritdoc/>
    public Currency Home => RunFiles.Eur;

    /// <inheritdoc/>
    public Currency? Foreign { get; } = Currency.Parse("JPY");

    /// <inheritdoc/>
    public DateOnly OpenDay { get; } = new(2026, 3, 15);

    /// <inheritdoc/>
    public DateOnly ClosingDay { get; } = new(2026, 2, 15);

    /// <inheritdoc/>
    public bool IsCreate(ErpRequest request) => false;

    /// <inheritdoc/>
    public bool IsPost(ErpRequest request) => false;

    /// <inheritdoc/>
    public IErpAdapter NewAdapter() => _files.NewAdapter();

    /// <inheritdoc/>
    public PostingDocument NewDocument() => _files.Document(Interlocked.Increment(ref _run), 1);

    /// <inheritdoc/>
    public PostingDocument NewDocument(DateOnly date, params (Side Side, Money Amount)[] lines) =>
        _files.Document(Interlocked.Increment(ref _run), 1, lines) with { Date = date };

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<ErpDocument>> InsideAsync(DocumentReference reference);

    /// <inheritdoc/>
    public Task ClosePeriodAsync(bool closed) => throw new NotSupportedException("Files have no periods.");

    /// <inheritdoc/>
    public Task EditAsync(DocumentReference reference) =>
        ChangeAsync(reference, line => line.Replace("100.00", "100.01", StringComparison.Ordinal));

    /// <inheritdoc/>
    public Task DeleteAsync(DocumentReference reference) => ChangeAsync(reference, _ => null);

    /// <inheritdoc/>
    public Task ReverseAsync(DocumentReference reference) => throw new NotSupportedException("Files have no reversals.");

    /// <inheritdoc/>
    public async Task PostForeignAsync()
    {
        var last = Directory.EnumerateFiles(_files.Folder, "gl_*").Where(file => file.EndsWith(Extension, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Last();
        await File.AppendAllTextAsync(last, ForeignText);
    }

    /// <inheritdoc/>
    public async Task CopyAsync(DocumentReference reference)
    {
        foreach (var file in Directory.EnumerateFiles(_files.Folder, $"gl_*{Extension}"))
        {
            var of = false;
            List<string> copied = [.. (await File.ReadAllTextAsync(file)).Split('\n').Where(line => of = IsOf(line, reference, of))];
            if (copied.Count > 0)
            {
                await File.AppendAllTextAsync(file, (copied[0].StartsWith("LDG", StringComparison.Ordinal) ? "" : "\n")
                    + string.Concat(copied.Select(line => $"{line}\n")));
            }
        }
    }

    /// <inheritdoc/>
    public Task EndSessionAsync() => throw new NotSupportedException("Files have no sessions.");

    /// <inheritdoc/>
    public virtual void Advance(TimeSpan by) => _files.Clock.Advance(by);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _files.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Ending of the files with documents.</summary>
    private protected abstract string Extension { get; }

    /// <summary>A document of 7.00 without a reference.</summary>
    private protected abstract string ForeignText { get; }

    /// <summary>What is a document's own in a file: true from its first line on, until the line behind its last.</summary>
    private protected abstract bool IsOf(string line, DocumentReference reference, bool before);

    /// <summary>One document out of lines that a tool has read.</summary>
    private protected static IReadOnlyList<ErpDocument> Inside(
        DocumentReference reference, IEnumerable<(DateOnly Date, string Account, Money Signed)> lines)
    {
        var read = lines.ToList();
        return read.Count == 0 ? [] :
        [
            new ErpDocument
            {
                ErpId = "inside",
                Reference = reference.Value,
                State = ErpDocumentState.Posted,
                Date = read[0].Date,
                Lines = [.. read.Select(line => line.Signed.MinorUnits < 0
                    ? new ErpDocumentLine(line.Account, Side.Credit, -line.Signed)
                    : new ErpDocumentLine(line.Account, Side.Debit, line.Signed))],
                Version = "",
                ModifiedAt = default,
            },
        ];
    }

    /// <summary>Minor units out of the text of a tool.</summary>
    private protected static Money Amount(string number, string currency)
    {
        var of = Currency.Parse(currency.Trim());
        var units = decimal.Parse(number.Trim(), System.Globalization.CultureInfo.InvariantCulture);
        return new Money((long)Enumerable.Repeat(10m, of.Exponent).Aggregate(units, (minor, ten) => minor * ten), of);
    }

    async Task ChangeAsync(DocumentReference reference, Func<string, string?> change)
    {
        foreach (var file in Directory.EnumerateFiles(_files.Folder, $"gl_*{Extension}"))
        {
            var (before, of) = ((await File.ReadAllTextAsync(file)).Split('\n'), false);
            var after = before.Select(line => (of = IsOf(line, reference, of)) ? change(line) : line).OfType<string>();
            var text = string.Join('\n', after);
            if (text != string.Join('\n', before))
            {
                await File.WriteAllTextAsync(file, text);
            }
        }
    }
}
