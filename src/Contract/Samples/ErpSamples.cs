using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Documents;
using Ledger.MessageBus.Messages;

namespace Ledger.Contract.Samples;

/// <summary>A run of two entries, one of its documents on its way to an outside adapter, and what that one says.</summary>
public static class ErpSamples
{
    const string Target = "other-books";

    static readonly DateTimeOffset Ten = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    static readonly Guid Run = PaymentSamples.Id(0xf);

    /// <summary>A document as the export could have cut it.</summary>
    public static PostingDocument Document { get; } = new()
    {
        Reference = DocumentReference.Of("LDG", 15, 12),
        RunId = Run,
        Group = "15/20261120",
        Company = "1",
        Journal = "LDG",
        Date = new DateOnly(2026, 11, 20),
        Memo = "Ledger 2026-11-20, run 15, entries 4711 to 4712",
        HomeCurrency = Currency.Parse("EUR"),
        Lines =
        [
            Line(1, "1150", "1460", Side.Debit, 105_00, "Captured", party: "70001"),
            Line(2, "6855", "4970", Side.Debit, 3_25, "Fees") with
            {
                Dimensions = new Dictionary<string, string>(StringComparer.Ordinal) { ["costCentre"] = "100" },
            },
            Line(3, "1150", "1460", Side.Credit, 3_25, "Fees", party: "70001"),
            Line(4, "4000", "8400", Side.Credit, 105_00, "Captured"),
        ],
        MappingVersion = "2026-11-01",
        EntryCount = 2,
        FirstPosition = 4711,
        LastPosition = 4712,
    };

    internal static ErpDocumentMessage HandedOver { get; } = new()
    {
        EventId = PaymentSamples.Id(0xd1),
        Position = 88,
        Target = Target,
        Reference = Document.Reference.Value,
        Version = 2,
        From = "sending",
        To = "accepted",
        Generation = 1,
        PayloadHash = Document.Hash(),
        RecordedAt = Ten.AddDays(-1).AddMinutes(-45),
        Document = JsonDocument.Parse(Document.ToUtf8()).RootElement,
    };

    internal static ErpDocumentMessage Moved { get; } = HandedOver with
    {
        EventId = PaymentSamples.Id(0xa3),
        Position = 91,
        Version = 3,
        From = "accepted",
        To = "posted",
        ErpId = "17",
        ErpNumber = "JE-17",
        PostedDate = Document.Date,
        Actor = "erp-subscriber",
        RecordedAt = Ten.AddSeconds(1),
        Document = null,
    };

    internal static ErpRunMessage Cut { get; } = new()
    {
        RunId = Run,
        Position = 86,
        Target = Target,
        Number = 15,
        Mode = "summary",
        CutFrom = 4710,
        CutTo = 4712,
        MappingVersion = "2026-11-01",
        Entries = 2,
        Documents = [DocumentReference.Of("LDG", 15, 11).Value, Document.Reference.Value],
        RecordedAt = Ten.AddDays(-1).AddMinutes(-46),
    };

    internal static ErpAcknowledgementMessage Posted { get; } = new()
    {
        AcknowledgementId = PaymentSamples.Id(0xa1),
        Target = Target,
        Reference = Document.Reference.Value,
        PayloadHash = Document.Hash(),
        Status = "posted",
        DocumentNumber = "JE-17",
        ErpId = "17",
        PostedDate = Document.Date,
        Actor = "erp-subscriber",
        SaidAt = Ten,
    };

    internal static ErpAcknowledgementMessage Rejected { get; } = Posted with
    {
        AcknowledgementId = PaymentSamples.Id(0xa2),
        Status = "rejected",
        DocumentNumber = null,
        ErpId = null,
        PostedDate = null,
        Message = "Cost centre 100 is closed since October.",
    };

    static DocumentLine Line(int number, string ledger, string erp, Side side, long cents, string memo, string? party = null) => new(
        number, ledger, erp, side, PaymentSamples.Eur(cents), null, null, new Dictionary<string, string>(StringComparer.Ordinal), party,
        memo);
}
