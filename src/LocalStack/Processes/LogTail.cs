namespace Ledger.LocalStack.Processes;

/// <summary>Reads the end of a log file, and what is added to it.</summary>
public static class LogTail
{
    const int BytesMax = 256 * 1024;
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>The last lines; none when there is no such file.</summary>
    public static IReadOnlyList<string> Read(string path, int lines)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = Open(path);
        file.Seek(-Math.Min(file.Length, BytesMax), SeekOrigin.End);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().TrimEnd('\n').Split('\n').Where(line => line.Length > 0).TakeLast(lines)];
    }

    /// <summary>The last lines, then each line as it is written, until cancelled.</summary>
    public static async Task FollowAsync(string path, int lines, Action<string> show, CancellationToken cancellationToken)
    {
        var position = File.Exists(path) ? new FileInfo(path).Length : 0;
        foreach (var line in Read(path, lines))
        {
            show(line);
        }

        var rest = "";
        while (!cancellationToken.IsCancellationRequested)
        {
            if (File.Exists(path))
            {
                using var file = Open(path);
                position = file.Length < position ? 0 : position; // It was begun anew.
                file.Seek(position, SeekOrigin.Begin);
                using var reader = new StreamReader(file);
                var text = rest + await reader.ReadToEndAsync(cancellationToken);
                position = file.Position;
                var whole = text.Split('\n');
                rest = whole[^1];
                Array.ForEach(whole[..^1], show);
            }

            await Task.Delay(Poll, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
