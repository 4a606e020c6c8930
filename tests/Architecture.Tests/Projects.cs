using Ledger.TestKit;
using Xunit;

namespace Ledger.Architecture.Tests;

public sealed class Projects
{
    static readonly IReadOnlyList<ProjectFile> All = [.. ProjectFile.Under("src/"), .. ProjectFile.Under("tests/")];

    [Fact]
    public void Each_has_a_lock_file() => WorkingCopy.Report(
        All.Where(project => !File.Exists(Path.Combine(Repository.Root, FolderOf(project), "packages.lock.json")))
            .Select(project => project.Path),
        "Projects without packages.lock.json; restore them and commit the file:");

    [Fact]
    public void Each_is_in_the_solution()
    {
        var solution = WorkingCopy.Read("Ledger.sln").Replace('\\', '/');
        WorkingCopy.Report(
            from project in All
            where !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)
            select project.Path,
            "Projects that Ledger.sln does not list, so that nobody builds or tests them:");
    }

    [Fact]
    public void Each_lies_in_a_folder_of_its_name() => Assert.All(
        All, project => Assert.Equal(project.Name, Path.GetFileName(FolderOf(project))));

    [Fact]
    public void Each_takes_its_package_versions_from_the_central_list() => WorkingCopy.Report(
        All.Where(project => WorkingCopy.Read(project.Path).Contains(" Version=", StringComparison.Ordinal))
            .Select(project => project.Path),
        "Versions belong into Directory.Packages.props:");

    [Fact]
    public void Each_program_is_a_list_of_at_most_fifty_lines() => WorkingCopy.Report(
        from file in WorkingCopy.Find("src/", "/Program.cs")
        let lines = WorkingCopy.Lines(file).Count()
        where lines > 51
        select $"{file}: {lines} lines",
        "A Program.cs composes; move what it does into a class:");

    static string FolderOf(ProjectFile project) => Path.GetDirectoryName(project.Path)!;
}
