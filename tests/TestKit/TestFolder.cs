using System.Security.Cryptography;

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
        // Short, for the path of a socket may have some hundred characters; random, for the same millisecond makes many folders.
        var path = Path.Combine(Repository.Root, ".ledger", "test", "folders", RandomNumberGenerator.GetHexString(16, lowercase: true));
        return Directory.CreateDirectory(path).FullName;
    }
}
