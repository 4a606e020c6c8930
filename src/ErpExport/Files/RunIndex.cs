using System.Text.RegularExpressions;

namespace Ledger.ErpExport.Files;

/// <summary>
/// The file that includes the files of all runs, in order, so that a tool can read and check the whole. It is made from the manifests and
/// from what it says already; a run that it lacks, because a process ended in between, it gains with the next.
/// </summary>
sealed partial class RunIndex(RunIndexForm form, RunFolder folder)
{
    // Part 1000 comes after part 999.
    static readonly Comparer<string> PartsInOrder = Comparer<string>.Create(
        (a, b) => a.Length != b.Length ? a.Length - b.Length : string.CompareOrdinal(a, b));

    readonly SortedDictionary<string, SortedDictionary<string, string>> _includes = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, string> _currencies = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, string> _accounts = new(StringComparer.Ordinal);

    /// <summary>Brings it up to the manifests that are there; written only when it changes.</summary>
    public void Update()
    {
        var runs = folder.Runs().ToList();
        var path = folder.PathOf(form.Name);
        var before = File.Exists(path) ? File.ReadAllText(path) : "";
        Take(before, runs.Select(run => run.Stem).ToHashSet(StringComparer.Ordinal));
        foreach (var run in runs.Where(run => !_includes.ContainsKey(run.Stem)))
        {
            Add(run, folder.ReadManifest(run)!);
        }

        var after = string.Join('\n', [.. form.Heading, .. Declarations(), .. _includes.Values.SelectMany(parts => parts.Values), ""]);
        if (after != before)
        {
            folder.Write(form.Name, text => text.Write(after));
            folder.Flush();
        }
    }

    // What is included of a run that is no longer there would keep the tool from reading the rest.
    void Take(string text, HashSet<string> present)
    {
        foreach (var line in text.Split('\n'))
        {
            if (IncludeLine().Match(line) is { Success: true } include)
            {
                if (present.Contains(include.Groups["stem"].Value))
                {
                    PartsOf(include.Groups["stem"].Value)[include.Groups["file"].Value] = line;
                }
            }
            else if (form.Declares && Declaration().Match(line) is { Success: true } declared)
            {
                Declare(
                    declared.Groups["what"].Value == "open" ? _accounts : _currencies,
                    declared.Groups["name"].Value, declared.Groups["date"].Value);
            }
        }
    }

    void Add(RunName run, RunManifest manifest)
    {
        foreach (var part in manifest.Parts)
        {
            PartsOf(run.Stem)[part.Name] = form.Include(part.Name);
            var date = $"{part.FirstDate:yyyy-MM-dd}";
            foreach (var account in part.Accounts)
            {
                Declare(_accounts, account, date);
            }

            foreach (var currency in part.DebitByCurrency.Keys)
            {
                Declare(_currencies, currency, date);
            }
        }
    }

    IEnumerable<string> Declarations() => form.Declares
        ? _currencies.Select(pair => $"{pair.Value} commodity {pair.Key}")
            .Concat(_accounts.Select(pair => $"{pair.Value} open {pair.Key}")).Append("")
        : [];

    SortedDictionary<string, string> PartsOf(string stem) => _includes.TryGetValue(stem, out var parts)
        ? parts
        : _includes[stem] = new(PartsInOrder);

    static void Declare(SortedDictionary<string, string> into, string name, string date) =>
        into[name] = into.TryGetValue(name, out var known) && string.CompareOrdinal(known, date) <= 0 ? known : date;

    [GeneratedRegex("^include \"?(?<file>(?<stem>gl_[0-9-]+)_[0-9]{3,}\\.[a-z.]+)\"?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IncludeLine();

    [GeneratedRegex("^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?<what>open|commodity) (?<name>\\S+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();
}
