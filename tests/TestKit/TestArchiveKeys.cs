namespace Ledger.TestKit;

/// <summary>The master key under which tests seal archived bodies.</summary>
public static class TestArchiveKeys
{
    /// <summary>As <c>LEDGER_ARCHIVE_KEYS_TEXT</c> takes it.</summary>
    public const string Text = "test-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    /// <summary>The setting that takes it.</summary>
    public const string Setting = "LEDGER_ARCHIVE_KEYS_TEXT";
}
