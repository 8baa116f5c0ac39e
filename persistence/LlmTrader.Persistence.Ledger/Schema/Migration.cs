using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace LlmTrader.Persistence.Ledger.Schema;

/// <summary>One numbered step of the schema: <c>0001_name.sql</c>. Once released it is never edited; a change is a new step.</summary>
/// <param name="Number">1 for the first; without gaps.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Sql">Its statements, with names that are not qualified.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text in hex; line ends do not count, since a checkout may change them.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>All steps in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    private static Migration[] Load()
    {
        Assembly assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => Read(assembly, name))];
    }

    private static Migration Read(Assembly assembly, string name)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
