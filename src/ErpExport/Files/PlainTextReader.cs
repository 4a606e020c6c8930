using System.Globalization;
using System.Text.RegularExpressions;
using Ledger.Accounting;

namespace Ledger.ErpExport.Files;

/// <summary>
/// Reads back transactions that were written as lines of text: a heading that begins with its date, lines below it that are indented. It
/// knows our files and what a person may change in them, not all that their tool knows.
/// </summary>
/// <param name="header">Groups <c>date</c> and <c>reference</c>.</param>
/// <param name="posting">Groups <c>account</c>, <c>amount</c> (credits below zero) and <c>currency</c>.</param>
/// <param name="company">Group <c>company</c>.</param>
sealed partial class PlainTextReader(Regex header, Regex posting, Regex company)
{
    /// <summary>The transactions in order; one with a line that makes no sense is left out.</summary>
    public IEnumerable<FiledDocument> Read(TextReader source)
    {
        Block? block = null;
        for (var at = 1; source.ReadLine() is { } line; at++)
        {
            if (line.Length == 0 || !char.IsWhiteSpace(line[0]))
            {
                if (block?.Filed is { } filed)
                {
                    yield return filed;
                }

                block = line.Length > 0 && char.IsAsciiDigit(line[0]) ? new Block(at, header.Match(line)) : null;
            }
            else if (block is not null)
            {
                Take(block, line);
            }
        }

        if (block?.Filed is { } last)
        {
            yield return last;
        }
    }

    void Take(Block block, string line)
    {
        if (Remark().IsMatch(line))
        {
            if (company.Match(line) is { Success: true } said)
            {
                block.Company = PercentCode.Decode(said.Groups["company"].Value);
            }
            else if (Home().Match(line) is { Success: true } home)
            {
                block.Count(home);
            }
            else if (Tag().Match(line) is { Success: true } tag)
            {
                block.Tell(tag.Groups["name"].Value, Plain(tag));
            }
        }
        else
        {
            block.Add(posting.Match(line));
        }
    }

    // A comment, or a name in small letters with its value: what says more about a transaction and moves nothing.
    [GeneratedRegex("^\\s+(;|[a-z][a-z-]+: |$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Remark();

    [GeneratedRegex("^\\s+(; )?home: (?<amount>-?[0-9.]+) (?<currency>[A-Z]{3})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Home();

    // What more is told of the line before it: percent-encoded in a comment, or in quotes.
    [GeneratedRegex("^\\s+(?<comment>; )?(?<name>party|dimensions): (?<value>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();

    static string Plain(Match tag) => tag.Groups["value"].Value switch
    {
        var encoded when tag.Groups["comment"].Success => PercentCode.Decode(encoded),
        ['"', .. var quoted, '"'] => quoted.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal),
        var other => other,
    };

    sealed class Block(int at, Match heading)
    {
        readonly List<FiledLine> _lines = [];
        bool _readable = heading.Success;

        public string? Company { get; set; }

        public FiledDocument? Filed => _readable && _lines.Count > 0 && DateOnly.TryParseExact(
            heading.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new FiledDocument(at, Reference(), Company, date, _lines)
            : null;

        public void Add(Match line)
        {
            if (_readable && Read(line) is { } amount)
            {
                _lines.Add(ExactAmount.Line(line.Groups["account"].Value, amount, amount));
            }
            else
            {
                _readable = false;
            }
        }

        /// <summary>Says what the line before counts in the company's own currency.</summary>
        public void Count(Match home)
        {
            if (_lines is [.., var line] && Read(home) is { } amount)
            {
                _lines[^1] = line with { Home = line.Line.Side == Side.Debit ? amount : -amount };
            }
        }

        /// <summary>Says more of the line before.</summary>
        public void Tell(string name, string value)
        {
            if (_lines is [.., var line])
            {
                _lines[^1] = name == "party" ? line with { Party = value } : line with { Dimensions = value };
            }
        }

        static Money? Read(Match line) =>
            line.Success && Currency.TryParse(line.Groups["currency"].Value, out var currency)
            && ExactAmount.TryRead(line.Groups["amount"].ValueSpan, currency, out var amount)
                ? amount
                : null;

        string? Reference() => heading.Groups["reference"] is { Success: true, Length: > 0 } group ? group.Value : null;
    }
}
