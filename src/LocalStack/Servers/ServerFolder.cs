namespace Ledger.LocalStack.Servers;

/// <summary>Names inside the folder of one server, and where its data goes.</summary>
static class ServerFolder
{
    static readonly string Elsewhere = Path.Combine("/var/tmp", "ledger-");

    /// <summary>Log of the server.</summary>
    public static string Log(string folder) => Path.Combine(folder, "server.log");

    /// <summary>Which process it is.</summary>
    public static string PidFile(string folder) => Path.Combine(folder, "server.pid");

    /// <summary>Held while it is started, stopped or deleted.</summary>
    public static string Lock(string folder) => Path.Combine(folder, "server.lock");

    /// <summary>
    /// The folder for the data: in the server's own folder, or a fresh one below <c>/var/tmp</c> when the server
    /// cannot use that.
    /// </summary>
    public static string ChooseData(string folder, string? whyNotHere, IProgress<string> progress)
    {
        if (whyNotHere is null)
        {
            return Path.Combine(folder, "data");
        }

        // A random name, made for us alone: nobody can have put something there before.
        var elsewhere = Elsewhere + RandomText.Hex(12);
        Directory.CreateDirectory(elsewhere, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        progress.Report($"{whyNotHere}: its data goes to {elsewhere}");
        return elsewhere;
    }

    /// <summary>Deletes the folder and, when it was put elsewhere, the data.</summary>
    public static void Delete(string folder, string? dataFolder)
    {
        if (dataFolder is not null && Directory.Exists(dataFolder) && IsOurs(folder, dataFolder))
        {
            Directory.Delete(dataFolder, recursive: true);
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static bool IsOurs(string folder, string dataFolder) =>
        dataFolder.StartsWith(folder + "/", StringComparison.Ordinal)
        || dataFolder.StartsWith(Elsewhere, StringComparison.Ordinal);
}
