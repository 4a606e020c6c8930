namespace Ledger.TestKit;

/// <summary>
/// A fresh folder for private servers and processes of one test, below <c>.ledger/test</c> of the checkout, where
/// <c>./ledger test</c> stops and deletes whatever a test run has left.
/// </summary>
public static class TestFolder
{
    /// <summary>Creates it.</summary>
    public static string Create()
    {
        var path = Path.Combine(Repository.Root, ".ledger", "test", "folders", $"{Guid.CreateVersion7():N}"[..16]);
        return Directory.CreateDirectory(path).FullName;
    }
}
