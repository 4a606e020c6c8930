using System.Text.RegularExpressions;
using Xunit;

namespace Ledger.Architecture.Tests;

public sealed partial class Names
{
    static readonly string[] Vague =
    [
        "Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Shared", "Misc", "Base",
        "Impl", "Data", "Info", "Processor",
    ];

    // A project of this name exists, so that a type of the name would be unusable beside it.
    static readonly string[] TakenByNamespaces =
        ["Ledger", "EventStore", "Inventory", "Reconciliation", "Gateway", "Worker", "Evidence", "Service"];

    // The folder of public payloads beside the checkout is called shared/data.
    static readonly string[] Excepted = ["SharedData"];

    [Fact]
    public void Of_files_and_folders_say_what_is_inside() => WorkingCopy.Report(
        from file in Sources
        let name = file.Split('/').FirstOrDefault(part => IsVague(part.Split('.')[0]))
        where name is not null
        select file,
        $"If only one of {string.Join(", ", Vague)} fits, the idea is not clear yet:");

    [Fact]
    public void Of_types_say_what_they_are() => WorkingCopy.Report(
        from type in Types
        where IsVague(type.Name)
        select $"{type.File}: {type.Name}",
        $"If only one of {string.Join(", ", Vague)} fits, the idea is not clear yet:");

    [Fact]
    public void Of_types_are_not_those_of_projects() => WorkingCopy.Report(
        from type in Types
        where TakenByNamespaces.Contains(type.Name, StringComparer.Ordinal)
        select $"{type.File}: {type.Name}",
        "The namespace Ledger.<Name> hides a type of that name (CS0118):");

    [Fact]
    public void Are_split_into_words_where_a_capital_begins()
    {
        Assert.True(IsVague("PaymentManager"));
        Assert.True(IsVague("JsonUtils"));
        Assert.False(IsVague("Database"));
        Assert.False(IsVague("InformedBasement"));
    }

    static IEnumerable<string> Sources =>
        WorkingCopy.Find("src/", ".cs", ".sql", ".yaml").Concat(WorkingCopy.Find("tests/", ".cs"));

    static IEnumerable<(string File, string Name)> Types =>
        from file in WorkingCopy.Find("src/", ".cs").Concat(WorkingCopy.Find("tests/", ".cs"))
        from Match match in TypeDeclaration().Matches(WorkingCopy.Read(file))
        select (file, match.Groups["name"].Value);

    static bool IsVague(string name) =>
        !Excepted.Contains(name, StringComparer.Ordinal)
        && Word().Matches(name).Any(word => Vague.Contains(word.Value, StringComparer.OrdinalIgnoreCase));

    [GeneratedRegex(@"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"^\s*(public |internal |private |static |sealed |abstract |partial |readonly |file )*" +
        @"(class|record struct|record|struct|interface|enum) (?<name>\w+)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex TypeDeclaration();
}
