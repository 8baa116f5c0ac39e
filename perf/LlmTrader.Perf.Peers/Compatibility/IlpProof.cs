using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.QuestDb;
using QuestDB;
using QuestDB.Senders;

namespace LlmTrader.Perf.Peers.Compatibility;

/// <summary>
/// QuestDB's .NET client sends the rows that we send. Byte for byte but for two texts that it writes in another way and that say the
/// same: a double in scientific form (1E-05 there, 0.00001 here, one and the same double), and a time in a column of its own
/// (nanoseconds there, microseconds here, which is what a TIMESTAMP column holds). A row with such a text is compared by its fields.
/// </summary>
internal static class IlpProof
{
    // No character beyond the basic plane: the client (3.2.0) encodes the halves of its pair one by one, to two replacement characters.
    private static readonly string[] Texts = ["", "plain", "two words", "a,b", "a=b", "\\", "\"quoted\"", "招商银行", "Zürich", " ", ",", "="];

    public static Proof Of(int rows)
    {
        IlpWriter ours = new();
        byte[] theirs = Theirs(sender =>
        {
            Random random = new(20_261_122);
            for (int row = 0; row < rows; row++) { Write(ours, sender, random, row); }
        });

        string name = "ILP rows, by QuestDB's client";
        string[] their = Encoding.UTF8.GetString(theirs).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int inOtherWords = 0;
        for (int row = 0; row < Math.Min(ours.Rows, their.Length); row++)
        {
            string our = Encoding.UTF8.GetString(ours.Row(row)).TrimEnd('\n');
            if (our == their[row]) { continue; }
            inOtherWords++;
            if (!SaysTheSame(our, their[row])) { return new Proof(name, row, $"row {row}: they send {their[row]}, we {our}"); }
        }

        return new Proof(name, ours.Rows, ours.Rows == their.Length ? null : $"they send {their.Length} rows, we {ours.Rows}", $"{ours.Rows - inOtherWords} to the byte, {inOtherWords} with a double in scientific form or a time in nanoseconds");
    }

    private static void Write(IlpWriter ours, ISender theirs, Random random, int row)
    {
        string table = $"table{row % 3}";
        string symbol = Texts[random.Next(Texts.Length)] + row.ToString(CultureInfo.InvariantCulture);
        string text = Texts[random.Next(Texts.Length)];
        long whole = random.NextInt64() >> random.Next(64);
        bool truth = random.Next(2) == 0;
        double plain = Math.Round(random.NextDouble() * 100_000, random.Next(8));
        double any = Math.ScaleB(random.NextDouble() - 0.5, random.Next(-200, 200));
        bool hasAny = random.Next(10) == 0;
        bool hasTime = random.Next(10) == 0;
        Timestamp time = new((1_700_000_000_000_000L + random.Next(1_000_000_000)) * 1_000);
        long at = 1_700_000_000_000_000_000L + random.NextInt64(1_000_000_000_000);

        ours.Table(table).Symbol("symbol", symbol).Text("text", text).Whole("whole", whole).Truth("truth", truth).Fraction("plain", plain);
        theirs.Table(table).Symbol("symbol", symbol).Column("text", text).Column("whole", whole).Column("truth", truth).Column("plain", plain);
        if (hasAny)
        {
            ours.Fraction("any", any);
            theirs.Column("any", any);
        }

        if (hasTime)
        {
            ours.Time("time", time);
            theirs.Column("time", DateTime.UnixEpoch.AddTicks(time.Nanoseconds / 100));
        }

        ours.At(new Timestamp(at));
        theirs.At(at);
    }

    // What the client puts on the wire, to a server on loopback that only listens.
    private static byte[] Theirs(Action<ISender> write)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<byte[]> received = Task.Run(() =>
        {
            using TcpClient client = listener.AcceptTcpClient();
            using MemoryStream bytes = new();
            client.GetStream().CopyTo(bytes);
            return bytes.ToArray();
        });
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using (ISender sender = Sender.New(string.Create(CultureInfo.InvariantCulture, $"tcp::addr=127.0.0.1:{port};auto_flush=off;protocol_version=1;max_buf_size=1073741824;")))
        {
            write(sender);
            sender.Send();
        }

        return received.GetAwaiter().GetResult();
    }

    // The rows here have no blank or comma inside of what differs, so that fields can be told apart from behind.
    private static bool SaysTheSame(string our, string their)
    {
        string[] ours = our.Split(',');
        string[] theirs = their.Split(',');
        return ours.Length == theirs.Length && ours.Zip(theirs).All(pair => pair.First == pair.Second || SameField(pair.First, pair.Second));
    }

    private static bool SameField(string our, string their)
    {
        (string ourName, string ourValue, string ourEnd) = Parts(our);
        (string theirName, string theirValue, string theirEnd) = Parts(their);
        if (ourName != theirName || ourEnd != theirEnd) { return false; }
        if (ourValue.EndsWith('t') && theirValue.EndsWith('n')) { return ourValue[..^1] + "000" == theirValue[..^1]; }
        return double.TryParse(ourValue, CultureInfo.InvariantCulture, out double ourDouble) && double.TryParse(theirValue, CultureInfo.InvariantCulture, out double theirDouble)
            && BitConverter.DoubleToInt64Bits(ourDouble) == BitConverter.DoubleToInt64Bits(theirDouble);
    }

    // NAME=VALUE, and behind the last field a blank and the row's time.
    private static (string Name, string Value, string End) Parts(string field)
    {
        int equals = field.IndexOf('=', StringComparison.Ordinal);
        int blank = field.IndexOf(' ', equals + 1);
        return equals < 0 ? (field, "", "") : (field[..equals], blank < 0 ? field[(equals + 1)..] : field[(equals + 1)..blank], blank < 0 ? "" : field[blank..]);
    }
}
