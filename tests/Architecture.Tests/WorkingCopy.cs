using Ledger.TestKit;
using Xunit;

namespace Ledger.Architecture.Tests;

/// <summary>The files of the repository as they lie on disk, without what is built or run.</summary>
static class WorkingCopy
{
    static readonly HashSet<string> Skipped = new(StringComparer.Ordinal)
    {
        "artifacts", ".git", ".ledger", "TestResults", ".vs", ".idea", "bin", "obj",
    };

    /// <summary>All files, as paths from the root with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. FilesUnder(new DirectoryInfo(Repository.Root)).Order(StringComparer.Ordinal)];

    /// <summary>Files under a folder with one of the endings.</summary>
    public static IEnumerable<string> Find(string folder, params string[] endings) => Files
        .Where(file => file.StartsWith(folder, StringComparison.Ordinal))
        .Where(file => Array.Exists(endings, ending => file.EndsWith(ending, StringComparison.Ordinal)));

    /// <summary>Text of a file.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    /// <summary>Lines of a file, numbered from 1.</summary>
    public static IEnumerable<(int Number, string Text)> Lines(string file) =>
        Read(file).Split('\n').Select((line, i) => (i + 1, line.TrimEnd('\r')));

    /// <summary>Fails with one finding a line, under what the rule says.</summary>
    public static void Report(IEnumerable<string> findings, string rule)
    {
        var found = findings.Take(40).ToList();
        if (found.Count > 0)
        {
            Assert.Fail($"{rule}\n  {string.Join("\n  ", found)}");
        }
    }

    static IEnumerable<string> FilesUnder(DirectoryInfo folder) =>
        folder.EnumerateFiles().Select(file => Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'))
            .Concat(folder.EnumerateDirectories().Where(child => !Skipped.Contains(child.Name)).SelectMany(FilesUnder));
}
