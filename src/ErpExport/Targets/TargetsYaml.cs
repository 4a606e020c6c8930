using System.Text;
using System.Text.RegularExpressions;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Yaml;

namespace Ledger.ErpExport.Targets;

/// <summary>Reads the file of targets and tells all that is wrong with it.</summary>
public static partial class TargetsYaml
{
    const long DaySeconds = 86_400;

    static readonly Dictionary<string, ExportMode> Modes = new(StringComparer.Ordinal)
    {
        ["summary"] = ExportMode.Summary,
        ["detail"] = ExportMode.Detail,
    };

    static readonly Dictionary<string, ClosedPeriodPolicy> Policies = new(StringComparer.Ordinal)
    {
        ["hold"] = ClosedPeriodPolicy.Hold,
        ["next-open"] = ClosedPeriodPolicy.NextOpenPeriod,
    };

    /// <summary>Fields of a target.</summary>
    internal static IReadOnlyList<string> Fields { get; } =
    [
        "name", "kind", "prefix", "mode", "cutSeconds", "closedPeriod", "startAfter", "mapping", "missingHours", "confirmSeconds",
        "settings",
    ];

    /// <summary>The word of a mode in files and tables.</summary>
    public static string Word(this ExportMode mode) => Modes.First(pair => pair.Value == mode).Key;

    /// <summary>The mode of a word.</summary>
    public static ExportMode ModeOf(string word) => Modes[word];

    /// <summary>Reads the file of targets.</summary>
    /// <param name="path">The file.</param>
    /// <param name="variable">Reads a variable of the environment, for secrets.</param>
    /// <exception cref="TargetsRefusedException">It cannot be read or is not valid.</exception>
    public static IReadOnlyList<ErpTarget> Load(string path, Func<string, string?> variable)
    {
        try
        {
            return Parse(File.ReadAllText(path, Encoding.UTF8), path, variable);
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            throw new TargetsRefusedException([$"{path}: {away.Message}"]);
        }
    }

    /// <summary>Reads targets from a text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="path">Its file: folders and files in it are relative to that.</param>
    /// <param name="variable">Reads a variable of the environment, for secrets.</param>
    /// <exception cref="TargetsRefusedException">It is not valid.</exception>
    public static IReadOnlyList<ErpTarget> Parse(string yaml, string path, Func<string, string?> variable)
    {
        var file = new YamlFile(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var targets = new List<ErpTarget>();
        foreach (var row in file.Read(yaml, ["targets"]).NeededRows("targets", Fields))
        {
            var target = Target(row, folder, variable);
            if (target.Name.Length > 0 && targets.Exists(before => before.Name == target.Name))
            {
                row.Tell("name", $"'{target.Name}' stands there already.");
            }

            foreach (var before in targets)
            {
                foreach (var clash in TargetFolders.Clashes(before, target))
                {
                    row.Tell("settings", $"of '{target.Name}': {clash}");
                }
            }

            targets.Add(target);
        }

        return file.Problems.Count == 0 ? targets : throw new TargetsRefusedException(file.Problems);
    }

    static ErpTarget Target(YamlRow row, string folder, Func<string, string?> variable)
    {
        var name = Formed(row, "name", NameForm(), "1 to 30 of a-z, 0-9 and '-'");
        var prefix = Formed(row, "prefix", PrefixForm(), "1 to 4 of A-Z and 0-9");
        var mapping = row.Needed("mapping", "the file that names the ERP's accounts");
        var kind = OneOf(row, "kind", AllErpAdapters.ByKind, row.Needed("kind", "which adapter"));
        var mode = OneOf(row, "mode", Modes, row.Text("mode") ?? ExportMode.Summary.Word());
        return new ErpTarget
        {
            Name = name,
            Kind = kind?.Kind ?? "",
            Prefix = prefix,
            Mode = mode,
            CutEvery = TimeSpan.FromSeconds(row.Whole("cutSeconds", 0, DaySeconds, (long)CutEvery(mode, kind).TotalSeconds)),
            ClosedPeriod = OneOf(row, "closedPeriod", Policies, row.Text("closedPeriod") ?? "hold"),
            StartAfter = row.Whole("startAfter", 0, long.MaxValue, 0),
            MappingPath = Path.Combine(folder, mapping),
            MissingAfter = TimeSpan.FromHours(row.Whole("missingHours", 1, 720, 4)),
            ConfirmEvery = TimeSpan.FromSeconds(row.Whole("confirmSeconds", 1, DaySeconds, 60)),
            Settings = kind is null
                ? TargetSettings.None
                : SettingsReader.Read(
                    row.Pairs("settings"), kind.Settings, folder, variable, what => row.Tell("settings", $"of '{name}': {what}")),
        };
    }

    static TimeSpan CutEvery(ExportMode mode, ErpAdapterKind? kind) =>
        mode == ExportMode.Detail && kind is not null ? kind.DetailCutEvery : ErpTarget.CutEveryOf(mode);

    static string Formed(YamlRow row, string name, Regex form, string what)
    {
        var text = row.Needed(name, what);
        if (text.Length > 0 && !form.IsMatch(text))
        {
            row.Tell(name, $"is '{text}'; it must be {what}.");
        }

        return text;
    }

    static T? OneOf<T>(YamlRow row, string name, IReadOnlyDictionary<string, T> known, string word)
    {
        if (word.Length > 0 && !known.ContainsKey(word))
        {
            row.Tell(name, $"is '{word}'; there are {string.Join(", ", known.Keys)}.");
        }

        return known.GetValueOrDefault(word);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,29}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameForm();

    [GeneratedRegex("^[A-Z0-9]{1,4}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrefixForm();
}
