using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ledger.ErpExport.Adapters;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Ledger.ErpExport.Targets;

/// <summary>Reads the file of targets and tells all that is wrong with it.</summary>
public static partial class TargetsYaml
{
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
        var file = Read(yaml, path);
        var problems = new List<string>();
        if (file.Targets.Count == 0)
        {
            problems.Add("'targets' has no entry.");
        }

        problems.AddRange(file.Targets.GroupBy(row => row.Name, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .Select(group => $"target '{group.Key}' stands there {group.Count()} times."));
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var targets = file.Targets.ConvertAll(row => Target(row, folder, variable, problems.Add));
        return problems.Count == 0
            ? targets
            : throw new TargetsRefusedException([.. problems.Select(problem => $"{path}: {problem}")]);
    }

    static ErpTarget Target(TargetRow row, string folder, Func<string, string?> variable, Action<string> problem)
    {
        void Require(bool fits, string what)
        {
            if (!fits)
            {
                problem($"target '{row.Name}': {what}");
            }
        }

        Require(NameForm().IsMatch(row.Name), "'name' must be 1 to 30 of a-z, 0-9 and '-'.");
        Require(PrefixForm().IsMatch(row.Prefix), "'prefix' must be 1 to 4 of A-Z and 0-9.");
        Require(row.Mapping.Length > 0, "'mapping' is missing: the file that names the ERP's accounts.");
        Require(Modes.ContainsKey(row.Mode), $"'mode' must be one of {string.Join(", ", Modes.Keys)}.");
        Require(Policies.ContainsKey(row.ClosedPeriod), $"'closedPeriod' must be one of {string.Join(", ", Policies.Keys)}.");
        Require(row.StartAfter >= 0, "'startAfter' is a position of the journal: 0 or more.");
        Require(row.CutSeconds is > 0 and <= 86_400, "'cutSeconds' must be 1 to 86400.");
        Require(row.ConfirmSeconds is > 0 and <= 86_400, "'confirmSeconds' must be 1 to 86400.");
        Require(row.MissingHours is > 0 and <= 720, "'missingHours' must be 1 to 720.");
        var known = AllErpAdapters.ByKind.TryGetValue(row.Kind, out var kind);
        Require(known, $"'kind' is '{row.Kind}'; there are {string.Join(", ", AllErpAdapters.ByKind.Keys)}.");
        return new ErpTarget
        {
            Name = row.Name,
            Kind = row.Kind,
            Prefix = row.Prefix,
            Mode = Modes.GetValueOrDefault(row.Mode),
            CutEvery = TimeSpan.FromSeconds(row.CutSeconds),
            ClosedPeriod = Policies.GetValueOrDefault(row.ClosedPeriod),
            StartAfter = row.StartAfter,
            MappingPath = Path.Combine(folder, row.Mapping),
            MissingAfter = TimeSpan.FromHours(row.MissingHours),
            ConfirmEvery = TimeSpan.FromSeconds(row.ConfirmSeconds),
            Settings = SettingsReader.Read(row.Settings, kind?.Settings ?? [], folder, variable, what => Require(false, what)),
        };
    }

    static TargetFile Read(string yaml, string path)
    {
        try
        {
            return new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build()
                .Deserialize<TargetFile?>(yaml) ?? new TargetFile();
        }
        catch (YamlException broken)
        {
            throw new TargetsRefusedException(
                [string.Create(CultureInfo.InvariantCulture,
                    $"{path}:{broken.Start.Line}: {broken.InnerException?.Message ?? broken.Message}")]);
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,29}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameForm();

    [GeneratedRegex("^[A-Z0-9]{1,4}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrefixForm();
}
