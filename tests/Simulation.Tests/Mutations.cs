using System.Diagnostics;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Simulation.Tests;

/// <summary>The mutations by which tests/Simulation/mutations/run.sh proves the simulation must not rot.</summary>
public sealed class Mutations
{
    static readonly string Folder = Path.Combine(Repository.Root, "tests", "Simulation", "mutations");

    [Fact]
    public async Task Each_still_applies_to_the_product()
    {
        var patches = Directory.GetFiles(Folder, "*.patch");
        Assert.True(patches.Length >= 12);
        foreach (var patch in patches)
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["apply", "--check", patch])
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            var complaint = await git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await git.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(git.ExitCode == 0, $"{Path.GetFileName(patch)} is to be made anew: {complaint}");
        }
    }

    [Fact]
    public void Each_is_in_the_catch_table()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "RELIABILITY.md"));
        Assert.All(
            Directory.GetFiles(Folder, "*.patch"),
            patch => Assert.Contains($"| {Path.GetFileNameWithoutExtension(patch)} |", page, StringComparison.Ordinal));
    }
}
