using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Targets;

/// <summary>
/// Folders of targets. Two targets never share one: both count their runs from 1, so each would find its files taken by the other's.
/// </summary>
static class TargetFolders
{
    static readonly StringComparison ByName =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>What is wrong with the folders of two targets: one is the other's, or lies within it.</summary>
    public static IEnumerable<string> Clashes(ErpTarget before, ErpTarget target) =>
        from mine in Of(target)
        from theirs in Of(before)
        where Holds(mine.Path, theirs.Path) || Holds(theirs.Path, mine.Path)
        select $"'{mine.Setting}' is {mine.Path}, and '{theirs.Setting}' of '{before.Name}' is {theirs.Path}: "
            + "each target needs a folder of its own, not within another's.";

    static IEnumerable<(string Setting, string Path)> Of(ErpTarget target) =>
        (AllErpAdapters.ByKind.GetValueOrDefault(target.Kind)?.Settings ?? [])
        .Where(rule => rule.Form == SettingForm.Folder && target.Settings.Find(rule.Name) is not null)
        .Select(rule => (rule.Name, Path.TrimEndingDirectorySeparator(target.Settings[rule.Name])));

    static bool Holds(string folder, string other) => other.Equals(folder, ByName) || other.StartsWith(
        Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, ByName);
}
