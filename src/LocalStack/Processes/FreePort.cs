using System.Collections.Concurrent;
using System.Net.NetworkInformation;
using System.Security.Cryptography;

namespace Ledger.LocalStack.Processes;

/// <summary>
/// Free ports, from a range below the one the system hands to outgoing connections (32768 and up), so that a port
/// remembered for a stopped server is not lost to a passing connection.
/// </summary>
public static class FreePort
{
    const int First = 20_000;
    const int Last = 32_000;
    static readonly ConcurrentDictionary<int, bool> Given = new();
    static readonly FileStream? Choices = OpenChoices();

    /// <summary>A port nothing listens on, and that neither this program nor another of the user that still runs has given away.</summary>
    public static int Choose()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (IsFree(port) && Given.TryAdd(port, true) && IsOurs(port))
            {
                return port;
            }
        }

        throw new StackStartException($"No free port found between {First} and {Last}.");
    }

    /// <summary>True when nothing listens on it, on any address.</summary>
    public static bool IsFree(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().All(listener => listener.Port != port);

    // A server may take its port many seconds after it was chosen. So each choice locks a byte of one file until the program ends.
    static bool IsOurs(int port)
    {
        if (Choices is null || OperatingSystem.IsMacOS())
        {
            return true;
        }

        try
        {
            Choices.Lock(port, 1);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    static FileStream? OpenChoices()
    {
        try
        {
            return new FileStream(
                Path.Combine(Path.GetTempPath(), $"ledger-ports-{Environment.UserName}"), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                FileShare.ReadWrite);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return null; // Then chance has to do.
        }
    }
}
