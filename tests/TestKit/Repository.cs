namespace Ledger.TestKit;

/// <summary>Places in the working copy, found by walking up from the test's own folder.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Ledger.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ledger.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Ledger.sln above {AppContext.BaseDirectory}: run from a checkout.");
    }
}
