using Ledger.Evidence.Sealing;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.Evidence;

/// <summary>The file of master keys: read as documented, refused by line, and never repeated.</summary>
public sealed class Master_keys : IDisposable
{
    const string Bytes = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    readonly string _folder = Directory.CreateTempSubdirectory("ledger-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_first_is_the_newest_and_lines_may_be_empty_or_remarks()
    {
        var keys = MasterKeys.OfText($"# two of them\r\n\n new-1\t{Bytes}\n{TestArchiveKeys.Text}\n");

        Assert.Equal(["new-1", "test-1"], keys.All.Select(key => key.Id));
        Assert.Equal("new-1", keys.Current.ToString());
        Assert.Equal(Convert.FromBase64String(Bytes), keys.Find("new-1")!.Bytes);
        Assert.Null(keys.Find("absent"));
    }

    [Theory]
    [InlineData("", "there is no key")]
    [InlineData("# none", "there is no key")]
    [InlineData("name", "line 1 is not a name")]
    [InlineData("na/me AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "line 1 is not a name")]
    [InlineData("name AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==", "line 1 is not a name")]
    [InlineData("name AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gIQ==", "line 1 is not a name")]
    [InlineData("name secret-that-is-no-base64", "line 1 is not a name")]
    [InlineData("one AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\none AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "the name one occurs twice")]
    public void What_cannot_be_used_is_refused_without_being_repeated(string text, string problem)
    {
        var refused = Assert.Throws<MasterKeysRefusedException>(() => MasterKeys.OfText(text));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAEC", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_name_a_file_or_hold_the_lines_but_not_both()
    {
        var file = Write(TestArchiveKeys.Text);

        Assert.Equal("test-1", Of((MasterKeys.FileSetting, file))!.Current.Id);
        Assert.Equal("test-1", Of((MasterKeys.TextSetting, TestArchiveKeys.Text))!.Current.Id);
        Assert.Null(Of());
        Assert.Throws<MasterKeysRefusedException>(() => Of((MasterKeys.FileSetting, file), (MasterKeys.TextSetting, TestArchiveKeys.Text)));
        Assert.Throws<MasterKeysRefusedException>(() => Of((MasterKeys.FileSetting, Path.Combine(_folder, "absent"))));
    }

    [Fact]
    public void A_changed_file_is_taken_up_and_one_that_cannot_be_used_changes_nothing()
    {
        var file = Write(TestArchiveKeys.Text);
        var keys = MasterKeys.OfFile(file);

        Write($"new-1 {Bytes}\n{TestArchiveKeys.Text}");
        Assert.Equal("new-1", keys.Current.Id);

        Write("broken");
        Assert.Equal(["new-1", "test-1"], keys.All.Select(key => key.Id));
    }

    [Fact]
    public void A_file_that_others_may_read_is_told_apart()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no modes here.");
        var file = Write(TestArchiveKeys.Text);
#pragma warning disable CA1416 // Skipped where it does not hold.
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.False(MasterKeys.OfFile(file).IsOpenToOthers);

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
#pragma warning restore CA1416
        Assert.True(MasterKeys.OfFile(file).IsOpenToOthers);
    }

    static MasterKeys? Of(params (string Name, string Value)[] settings) =>
        MasterKeys.OfSettings(settings.ToDictionary().GetValueOrDefault);

    int _writes;

    string Write(string text)
    {
        var file = Path.Combine(_folder, "keys");
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, 0, _writes++, DateTimeKind.Utc));
        return file;
    }
}
