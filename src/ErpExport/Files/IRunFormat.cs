using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Files;

/// <summary>
/// How one format writes documents into the files of a run, and reads them back. Pure: text out of documents, the same for the same
/// documents, and documents out of text.
/// </summary>
interface IRunFormat
{
    /// <summary>Name and version of the layout, such as <c>csv/1</c>; stands in the manifest.</summary>
    string Version { get; }

    /// <summary>Ending of the files that hold documents, with its dot.</summary>
    string Extension { get; }

    /// <summary>Ending of the file beside each that declares what it uses and includes it; null when the file does so itself.</summary>
    string? WrapperExtension { get; }

    /// <summary>The file that includes those of all runs; null when the format has none.</summary>
    RunIndexForm? Index { get; }

    /// <summary>
    /// Whether it has a place for amounts in the company's own currency beside those of other currencies, and for the line that rounds
    /// them: a tool that balances each currency by itself would refuse that line.
    /// </summary>
    bool TakesHomeAmounts { get; }

    /// <summary>What the reader of the format would refuse, beside what no file may hold.</summary>
    IEnumerable<ErpRefusal> Validate(PostingDocument document);

    /// <summary>Writes a file.</summary>
    /// <param name="target">Where to; its line ends are the format's concern.</param>
    /// <param name="part">What is known of the file before it is written: all but its hash.</param>
    /// <param name="documents">The documents of the file, in order.</param>
    /// <param name="ct">Stops between two documents.</param>
    void Write(TextWriter target, RunPart part, IReadOnlyList<PostingDocument> documents, CancellationToken ct);

    /// <summary>Writes the file beside it; only called with a <see cref="WrapperExtension"/>.</summary>
    void WriteWrapper(TextWriter target, RunPart part);

    /// <summary>
    /// Reads a file back, as it is now: what somebody has changed is told as changed; a document with anything in it that cannot be
    /// read is left out.
    /// </summary>
    IEnumerable<FiledDocument> Read(TextReader source);
}

/// <summary>How the file that includes all runs is written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Heading">Lines that it begins with.</param>
/// <param name="Declares">True when it declares currencies and accounts, because what it includes does not.</param>
/// <param name="Include">The line that includes a file.</param>
sealed record RunIndexForm(string Name, IReadOnlyList<string> Heading, bool Declares, Func<string, string> Include);

/// <summary>A document as it stands in a file.</summary>
/// <param name="At">Where it begins, counted in lines or rows from 1.</param>
/// <param name="Reference">What stands where the reference belongs; null when nothing does.</param>
/// <param name="Company">The company's code; null when nothing says it.</param>
/// <param name="Date">Its date.</param>
/// <param name="Lines">Its lines.</param>
sealed record FiledDocument(int At, string? Reference, string? Company, DateOnly Date, IReadOnlyList<FiledLine> Lines);

/// <summary>A line as it stands in a file.</summary>
/// <param name="Line">Account, side and amount.</param>
/// <param name="Home">What it counts in the company's own currency, at our rate: the amount itself when nothing else stands there.</param>
/// <param name="Party">Customer or vendor; empty for none.</param>
/// <param name="Dimensions">Dimensions as one text; empty for none.</param>
readonly record struct FiledLine(ErpDocumentLine Line, Money Home, string Party = "", string Dimensions = "");
