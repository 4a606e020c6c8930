using Xunit;

namespace Ledger.Architecture.Tests;

public sealed class The_map
{
    static readonly IReadOnlyList<ProjectFile> Projects = ProjectFile.Under("src/");
    static readonly string[] Kinds = ["vocabulary", "engine", "slice", "host", "tool"];

    [Fact]
    public void Has_one_row_for_every_project_and_none_for_others() => Assert.Equal(
        Projects.Select(project => project.Name).Order(StringComparer.Ordinal),
        MapRow.All.Select(row => row.Project).Order(StringComparer.Ordinal));

    [Fact]
    public void Says_what_each_project_references_and_which_packages_it_takes() => WorkingCopy.Report(
        from row in MapRow.All
        join project in Projects on row.Project equals project.Name
        from finding in Differences(row, project)
        select finding,
        "Project files and the table in src/README.md differ; change the one that is wrong:");

    [Fact]
    public void Says_one_sentence_and_a_kind_about_each_project() => Assert.All(MapRow.All, row =>
    {
        Assert.Contains(row.Kind, Kinds);
        Assert.EndsWith(".", row.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(". ", row.Sentence, StringComparison.Ordinal);
    });

    [Fact]
    public void Lets_no_slice_reference_another_slice() => WorkingCopy.Report(
        from row in MapRow.All
        where row.Kind == "slice"
        from reference in row.References
        where KindOf(reference) == "slice"
        select $"{row.Project} references {reference}",
        "Slices meet on the bus; they never reference one another:");

    [Fact]
    public void Lets_nothing_reference_a_host() => WorkingCopy.Report(
        from row in MapRow.All
        from reference in row.References
        where KindOf(reference) == "host"
        select $"{row.Project} references {reference}",
        "Hosts compose; nobody builds on them:");

    [Fact]
    public void Lets_references_go_only_up_the_table_or_into_an_engine() => WorkingCopy.Report(
        from row in MapRow.All
        where row.Kind is "vocabulary" or "engine"
        from reference in row.References
        where KindOf(reference) is not ("vocabulary" or "engine")
        select $"{row.Project} ({row.Kind}) references {reference} ({KindOf(reference)})",
        "Vocabulary and engines do not know who uses them:");

    [Fact]
    public void Keeps_the_vocabulary_free_of_packages() => WorkingCopy.Report(
        MapRow.All.Where(row => row.Kind == "vocabulary" && row.Packages.Count > 0).Select(row => row.Project),
        "Vocabulary projects are pure and take no outside package:");

    static string? KindOf(string project) => MapRow.All.SingleOrDefault(row => row.Project == project)?.Kind;

    static IEnumerable<string> Differences(MapRow row, ProjectFile project)
    {
        foreach (var name in project.References.Except(row.References, StringComparer.Ordinal))
        {
            yield return $"{row.Project} references {name}; src/README.md does not allow it";
        }

        foreach (var name in row.References.Except(project.References, StringComparer.Ordinal))
        {
            yield return $"{row.Project} may reference {name} by src/README.md, but does not";
        }

        foreach (var name in project.Packages.Except(row.Packages, StringComparer.Ordinal))
        {
            yield return $"{row.Project} takes package {name}; src/README.md does not list it";
        }

        foreach (var name in row.Packages.Except(project.Packages, StringComparer.Ordinal))
        {
            yield return $"{row.Project} takes package {name} by src/README.md, but does not";
        }
    }
}
