using System.Text.RegularExpressions;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Architecture.Tests;

public sealed partial class Tracked_files
{
    static readonly string[] Texts =
        [".cs", ".csproj", ".props", ".md", ".yaml", ".yml", ".json", ".sql", ".sh", ".sln", ".txt", ".html"];

    // Written in two parts, so that this file does not find itself.
    static readonly string[] Tools =
    [
        "chat" + "gpt", "open" + "ai", "anth" + "ropic", "clau" + "de", "co" + "pilot", "gem" + "ini", "ll" + "ama",
        "ai-" + "generated", "language " + "model",
    ];

    [Fact]
    public void Name_no_path_of_the_machine_they_were_written_on()
    {
        var parent = Path.GetDirectoryName(Repository.Root)!.TrimEnd('/') + "/";
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile).TrimEnd('/') + "/";
        // What every machine has says nothing of one: a checkout may lie directly below it.
        string[] everywhere = ["/app/", "/data/", "/home/", "/mnt/", "/opt/", "/src/", "/srv/", "/tmp/", "/usr/", "/usr/local/", "/usr/src/", "/var/"];
        var paths = new[] { parent, home }.Where(path => path.Length > 3 && !everywhere.Contains(path)).ToArray();
        WorkingCopy.Report(
            from line in Lines
            where Array.Exists(paths, path => line.Text.Contains(path, StringComparison.Ordinal))
            select $"{line.File}:{line.Number}: {line.Text.Trim()}",
            "Paths that exist on one machine only:");
    }

    [Fact]
    public void Name_no_package_registry() => WorkingCopy.Report(
        from line in Lines
        where RegistryHost().IsMatch(line.Text)
        select $"{line.File}:{line.Number}: {line.Text.Trim()}",
        "Where packages come from is the machine's configuration:");

    [Fact]
    public void Speak_of_the_product_only() => WorkingCopy.Report(
        from line in Lines
        from tool in Tools
        where Regex.IsMatch(line.Text, $@"\b{Regex.Escape(tool)}\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1))
        select $"{line.File}:{line.Number}: {tool}",
        "How the text was written is no part of it:");

    [Fact]
    public void Hold_no_live_secret() => WorkingCopy.Report(
        from line in Lines
        where LiveKey().IsMatch(line.Text)
        select $"{line.File}:{line.Number}",
        "Keys of a live account:");

    static IEnumerable<(string File, int Number, string Text)> Lines =>
        from file in WorkingCopy.Files
        where Path.GetFileName(file) != "packages.lock.json"
        where !Path.GetFileName(file).Contains('.', StringComparison.Ordinal)
            || Array.Exists(Texts, ending => file.EndsWith(ending, StringComparison.Ordinal))
        from line in WorkingCopy.Lines(file)
        select (file, line.Number, line.Text);

    [GeneratedRegex(@"https?://[a-z.]*(nuget|npm|debian)[a-z]*\.(org|com)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"\b(sk|rk)_live_\w{10}|-----BEGIN [A-Z ]*PRIVATE KEY-----", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LiveKey();
}
