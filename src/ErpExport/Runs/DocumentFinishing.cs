using System.Globalization;
using System.Security.Cryptography;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport.Runs;

/// <summary>Makes documents of drafts: reference, texts, amounts at our rates, the rounding line.</summary>
sealed class DocumentFinishing(ErpTarget target, ErpMapping mapping, ErpCapabilities capabilities)
{
    const int MemoMax = 250;

    public BuiltDocument Finish(DocumentDraft draft, RunHead run, int number)
    {
        var home = draft.Key.Company?.Home ?? draft.Lines.First().Key.Currency;
        var lines = draft.Lines.Select((line, n) => Line(draft, line, n + 1, home)).ToList();
        var links = draft.Lines.Select((line, n) => new LineLink(n + 1, line.Positions, line.Sha256(), Booked(line, lines[n]))).ToList();
        var refusal = Refusal(draft, lines, home);
        if (refusal is null && RoundingLine(lines, home, out refusal) is { } rounding)
        {
            lines.Add(rounding);
            links.Add(new LineLink(rounding.Number, [], SHA256.HashData([])));
        }

        var document = new PostingDocument
        {
            Reference = DocumentReference.Of(target.Prefix, run.Number, number),
            RunId = run.RunId,
            Group = run.Mode == ExportMode.Detail ? draft.First.EntryId.ToString("N") : $"{run.Number}/{draft.Key.Date:yyyyMMdd}",
            Company = draft.Key.Company?.Code ?? "",
            Journal = draft.Key.Journal ?? "",
            Date = draft.Key.Date,
            Memo = Text(DocumentMemo(draft)),
            HomeCurrency = home,
            Lines = lines,
            MappingVersion = mapping.Version,
            EntryCount = draft.EntryCount,
            FirstPosition = draft.Positions[0],
            LastPosition = draft.Positions[^1],
        };
        return new BuiltDocument(document, draft.Positions, links, refusal ?? TooManyLines(document));
    }

    DocumentLine Line(DocumentDraft draft, LineDraft line, int number, Currency home)
    {
        var key = line.Key;
        var amount = new Money(line.MinorUnits, key.Currency);
        var rate = key.Currency == home ? null : mapping.CurrencyOf(key.Currency, home, draft.Key.Date)?.Rate;
        // Where a document has one currency the ERP works out its own, from the rate.
        var inHome = rate is { } known && capabilities is { HomeAmounts: true, Currency: not CurrencyMode.OnePerDocument }
            ? AtRate(amount, known, home)
            : (Money?)null;
        var memo = draft.Mode == ExportMode.Detail
            ? $"{draft.First.Class} {draft.First.PaymentId}"
            : string.Create(CultureInfo.InvariantCulture, $"{key.LedgerAccount}, {line.Positions.Count} entries");
        return capabilities.Currency == CurrencyMode.HomeOnly && inHome is { } only
            ? new DocumentLine(
                number, key.LedgerAccount, key.Account, key.Side, only, null, null, key.Dimensions.Values, key.Party,
                Text($"{memo} ({amount})"))
            : new DocumentLine(
                number, key.LedgerAccount, key.Account, key.Side, amount, inHome, rate, key.Dimensions.Values, key.Party, Text(memo));
    }

    static Money? Booked(LineDraft draft, DocumentLine line) => line.Amount.Currency == draft.Key.Currency
        ? null
        : new Money(draft.MinorUnits, draft.Key.Currency);

    /// <summary>An amount in another currency, to the nearest minor unit, halves to the even one.</summary>
    static Money AtRate(Money amount, decimal rate, Currency home)
    {
        var scale = amount.Currency.Exponent - home.Exponent;
        var units = amount.MinorUnits * rate;
        for (; scale > 0; scale--)
        {
            units /= 10m;
        }

        for (; scale < 0; scale++)
        {
            units *= 10m;
        }

        return new Money((long)decimal.Round(units, 0, MidpointRounding.ToEven), home);
    }

    ErpRefusal? Refusal(DocumentDraft draft, List<DocumentLine> lines, Currency home)
    {
        if (draft.Missing.Count > 0)
        {
            return new ErpRefusal(ErpReason.MappingMissing, $"The mapping {mapping.Version} lacks: {string.Join("; ", draft.Missing)}.");
        }

        if (capabilities.Currency == CurrencyMode.HomeOnly && lines.Find(line => line.Amount.Currency != home) is { } foreign)
        {
            return new ErpRefusal(
                ErpReason.MappingMissing,
                $"The mapping {mapping.Version} lacks: a rate of {foreign.Amount.Currency.Code} to {home.Code}, the only currency there.");
        }

        return lines.Exists(line => line.Amount.MinorUnits <= 0 || line.HomeAmount is { MinorUnits: < 0 })
            ? new ErpRefusal(ErpReason.FieldInvalid, "A line has no amount above zero.")
            : null;
    }

    /// <summary>
    /// What amounts at our rates lack to balance in the home currency, as a line of its own: the ERP must not choose where to put it.
    /// It is of no entry.
    /// </summary>
    DocumentLine? RoundingLine(List<DocumentLine> lines, Currency home, out ErpRefusal? refusal)
    {
        refusal = null;
        if (lines.Exists(line => line.InHomeCurrency.Currency != home))
        {
            return null;
        }

        var difference = lines.Aggregate(
            Int128.Zero,
            (sum, line) => sum + (line.Side == Side.Debit ? line.InHomeCurrency.MinorUnits : -(Int128)line.InHomeCurrency.MinorUnits));
        if (difference == 0)
        {
            return null;
        }

        var amount = difference < 0 ? -difference : difference;
        if (mapping.RoundingAccount is not { } account || amount > mapping.RoundingCap)
        {
            refusal = new ErpRefusal(
                ErpReason.RoundingAboveCap,
                $"At the mapping's rates debits and credits differ by {Money.Format(difference, home.Exponent)} {home.Code}; "
                + (mapping.RoundingAccount is null
                    ? "there is no account for rounding."
                    : $"the cap is {mapping.RoundingCap} minor units."));
            return null;
        }

        return new DocumentLine(
            lines.Count + 1, "", account, difference > 0 ? Side.Credit : Side.Debit, new Money((long)amount, home), null, null,
            new Dictionary<string, string>(StringComparer.Ordinal), null, "rounding at the mapping's rates");
    }

    ErpRefusal? TooManyLines(PostingDocument document) => document.Lines.Count > capabilities.MaxLinesPerDocument
        ? new ErpRefusal(
            ErpReason.FieldInvalid, $"{document.Lines.Count} lines; the ERP takes {capabilities.MaxLinesPerDocument} a document.")
        : null;

    static string DocumentMemo(DocumentDraft draft) => draft.Mode == ExportMode.Detail
        ? $"{draft.First.Class} {draft.First.PaymentId}{(draft.First.OrderRef is { } order ? $" order {order}" : "")}"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{draft.EntryCount} entries of {draft.Key.Date:yyyy-MM-dd}, journal {draft.Positions[0]} to {draft.Positions[^1]}");

    /// <summary>Without control characters, and cut where a pair of surrogates is not.</summary>
    static string Text(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return plain.Length <= MemoMax ? plain : plain[..(char.IsHighSurrogate(plain[MemoMax - 1]) ? MemoMax - 1 : MemoMax)];
    }
}
