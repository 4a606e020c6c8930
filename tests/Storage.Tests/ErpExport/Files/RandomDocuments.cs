using System.Text;
using Ledger.Accounting;
using Ledger.ErpExport.Documents;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>Documents as nobody would write them, from a seed: several currencies, nasty texts, amounts of all sizes.</summary>
sealed class RandomDocuments(RunFiles files, int seed)
{
    static readonly string[] Nasty =
    [
        "=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\"", "\"\"\"", "'", "a,b", "a;b", "a|b", "line\r\nline", "\n", "\r", "\t=1", "🧾👩‍👩‍👧",
        "größer", "[2026-13-45]", "[=2026-01-01]", "date: tomorrow", "date:x, date2: y", ":tag:", "key:: 1 / 0", "%2C%", "\\", "\\\"", "^link #tag",
        "; comment", "(code)", "* ! = ~", "{1.00 EUR}", "@@ 5 USD", "", " ", "  two  spaces  ", "\u2028", "\u00a0", "\ud83d", "include x", "end",
    ];

    readonly Random _random = new(seed);

    /// <summary>The next document of a run.</summary>
    public PostingDocument Next(long run, int number)
    {
        var lines = new List<(Side, Money)>();
        foreach (var currency in new[] { "EUR", "JPY", "KWD", "USD" }.Where((_, n) => n == 0 || _random.Next(3) == 0).Select(Currency.Parse))
        {
            Balanced(lines, currency);
        }

        var document = files.Document(run, number, [.. lines]);
        return document with
        {
            Date = new DateOnly(2026, 1, 1).AddDays(_random.Next(400)),
            OriginalDate = _random.Next(4) == 0 ? new DateOnly(2025, 12, 31) : null,
            Memo = Text(),
            Group = Text(),
            Lines = [.. document.Lines.Select(line => line with
            {
                Account = $"{line.Account}{(files.Kind == "beancount" ? $":A{_random.Next(5)}-x" : $":part {_random.Next(5)}_é")}",
                Memo = Text(),
                Dimensions = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["cost center"] = Text(), ["p=;%"] = "=1" },
                Party = _random.Next(3) == 0 ? $"C-{_random.Next(100)}, \"x\"" : null,
            })],
        };
    }

    // Any number of debits, and credits that share out what they come to.
    void Balanced(List<(Side, Money)> lines, Currency currency)
    {
        var left = 0L;
        for (var n = _random.Next(1, 4); n > 0; n--)
        {
            var amount = _random.NextInt64(1, 1L << _random.Next(1, 45));
            lines.Add((Side.Debit, new Money(amount, currency)));
            left += amount;
        }

        while (left > 0)
        {
            var amount = _random.Next(2) == 0 ? left : _random.NextInt64(1, left + 1);
            lines.Add((Side.Credit, new Money(amount, currency)));
            left -= amount;
        }
    }

    string Text()
    {
        var text = new StringBuilder();
        for (var n = _random.Next(4); n >= 0; n--)
        {
            text.Append(Nasty[_random.Next(Nasty.Length)]);
        }

        if (_random.Next(10) == 0)
        {
            text.Append(new string('x', 250));
        }

        return text.Length > 250 ? text.ToString(0, 250) : text.ToString();
    }
}
