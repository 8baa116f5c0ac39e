using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LlmTrader.Tests.Integration.Alerts;

/// <summary>How a loopback mail server behaves.</summary>
internal sealed record MailManners
{
    public bool OffersTls { get; init; } = true;

    public bool OffersLogin { get; init; } = true;

    public string User { get; init; } = "desk@example.com";

    public string Password { get; init; } = "";

    /// <summary>The answer to RCPT TO.</summary>
    public Func<string, string> Recipient { get; init; } = _ => "250 2.1.5 Ok";
}

/// <summary>A mail server on loopback that speaks SMTP (RFC 5321) with STARTTLS (3207) and AUTH LOGIN (4954), one mail after the other.</summary>
internal sealed class LoopbackMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly MailManners _manners;
    private readonly Task _accepting;

    public LoopbackMailServer(MailManners manners)
    {
        _manners = manners;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>For localhost, signed by itself.</summary>
    public X509Certificate2 Certificate { get; } = SelfSigned();

    /// <summary>Every line of every client, as it came, decrypted.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>Mails that were taken, headers and all.</summary>
    public ConcurrentQueue<string> Mails { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll(_connections.Append(_accepting)).ContinueWith(_ => { }, TaskScheduler.Default);
        Certificate.Dispose();
        _stop.Dispose();
    }

    private static X509Certificate2 SelfSigned()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task AcceptAsync()
    {
        while (true) { _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token))); }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient owned = client;
        Stream stream = client.GetStream();
        bool isEncrypted = false;
        bool isKnown = false;
        await SayAsync(stream, "220 loopback ESMTP");
        while (await HearAsync(stream) is { } line)
        {
            string verb = line.Split(' ', ':')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO":
                    await SayAsync(stream, "250-loopback");
                    if (_manners.OffersTls && !isEncrypted) { await SayAsync(stream, "250-STARTTLS"); }
                    if (_manners.OffersLogin) { await SayAsync(stream, "250-AUTH LOGIN"); }
                    await SayAsync(stream, "250 8BITMIME");
                    break;
                case "STARTTLS":
                    await SayAsync(stream, "220 2.0.0 Ready");
                    SslStream encrypted = new(stream);
                    await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
                    (stream, isEncrypted) = (encrypted, true);
                    break;
                case "AUTH":
                    isKnown = await LoginAsync(stream, line);
                    await SayAsync(stream, isKnown ? "235 2.7.0 Welcome" : "535 5.7.8 Wrong user or password");
                    break;
                case "MAIL":
                    await SayAsync(stream, isKnown || _manners.Password.Length == 0 ? "250 2.1.0 Ok" : "530 5.7.0 Who are you?");
                    break;
                case "RCPT":
                    await SayAsync(stream, _manners.Recipient(line));
                    break;
                case "DATA":
                    await SayAsync(stream, "354 End with a dot");
                    Mails.Enqueue(await MailAsync(stream));
                    await SayAsync(stream, "250 2.0.0 Taken");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 2.0.0 Bye");
                    return;
                default:
                    await SayAsync(stream, "500 5.5.1 What?");
                    break;
            }
        }
    }

    private async Task<bool> LoginAsync(Stream stream, string line)
    {
        string[] words = line.Split(' ');   // AUTH LOGIN, with the user in it or asked for.
        string user = words.Length > 2 ? words[2] : await AskAsync(stream, "VXNlcm5hbWU6");
        string password = await AskAsync(stream, "UGFzc3dvcmQ6");
        return Plain(user) == _manners.User && Plain(password) == _manners.Password;
    }

    private async Task<string> AskAsync(Stream stream, string question)
    {
        await SayAsync(stream, $"334 {question}");
        return await HearAsync(stream) ?? "";
    }

    private async Task<string> MailAsync(Stream stream)
    {
        StringBuilder mail = new();
        while (await HearAsync(stream) is { } line && line != ".") { mail.Append(line.StartsWith('.') ? line[1..] : line).Append('\n'); }
        return mail.ToString();
    }

    private async Task<string?> HearAsync(Stream stream)
    {
        List<byte> line = [];
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] != '\n') { line.Add(one[0]); continue; }
            string text = Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            Lines.Enqueue(text);
            return text;
        }

        return null;
    }

    private async Task SayAsync(Stream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _stop.Token);

    private static string Plain(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
