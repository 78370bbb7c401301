import Foundation

/// Compiled time zones (tzdata 2025b, in the public domain), so that the tests need none on the machine.
enum ZoneFile: String, CaseIterable, Sendable {
    case tokyo = "Asia/Tokyo"
    case berlin = "Europe/Berlin"
    case newYork = "America/New_York"
    case lordHowe = "Australia/Lord_Howe"
    case casablanca = "Africa/Casablanca"

    var bytes: [UInt8] { Array(Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data()) }

    private var base64: String {
        switch self {
        case .tokyo:
            """
            VFppZjIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAAAAAAAVFppZjIAAAAAAAAAAAAAAAAAAAAAAAAA
            AAAAAAAAAAAAAAAJAAAAAwAAAAz/////ZcKkcP/////XPgJw/////9ftWfD/////2Pj6cP/////ZzTvw/////9sHAPD/////260d
            8P/////c5uLw/////92M//ACAQIBAgECAQIAAIMDAAAAAIygAQQAAH6QAAhMTVQASkRUAEpTVAAKSlNULTkK
            """
        case .berlin:
            """
            VFppZjIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAAAAAAAVFppZjIAAAAAAAAAAAAAAAAAAAAAAAAA
            AAAAAAAAAAAAAAA8AAAABAAAABL/////b6Jh+P////+bDBdg/////5vV2vD/////nNmukP////+dpLWQ/////565kJD/////n4SX
            kP/////ICXGQ/////8znSxD/////zakXkP/////OokMQ/////8+SNBD/////0IIlEP/////RchYQ/////9G2lgD/////0li+gP//
            ///SoU8Q/////9NjG5D/////1EsjkP/////VOdEg/////9Vn55D/////1ahzAP/////WKbQQ/////9csGhD/////2AmWEP/////Z
            AsGQ/////9npeBAAAAAAE01EEAAAAAAUM/qQAAAAABUj65AAAAAAFhPckAAAAAAXA82QAAAAABfzvpAAAAAAGOOvkAAAAAAZ06CQ
            AAAAABrDkZAAAAAAG7y9EAAAAAAcrK4QAAAAAB2cnxAAAAAAHoyQEAAAAAAffIEQAAAAACBschAAAAAAIVxjEAAAAAAiTFQQAAAA
            ACM8RRAAAAAAJCw2EAAAAAAlHCcQAAAAACYMGBAAAAAAJwVDkAAAAAAn9TSQAAAAACjlJZAAAAAAKdUWkAAAAAAqxQeQAAAAACu0
            +JAAAAAALKTpkAAAAAAtlNqQAAAAAC6Ey5AAAAAAL3S8kAAAAAAwZK2QAAAAADFd2RACAQIBAgECAQIBAgECAQMBAgECAQMBAgEC
            AQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgEAAAyIAAAAABwgAQQAAA4QAAkAACowAQ1MTVQAQ0VTVABDRVQAQ0VN
            VAAKQ0VULTFDRVNULE0zLjUuMCxNMTAuNS4wLzMK
            """
        case .newYork:
            """
            VFppZjIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAAAAAAAVFppZjIAAAAAAAAAAAAAAAAAAAAAAAAA
            AAAAAAAAAAAAAACvAAAABQAAABT/////XgPwkP////+eph5w/////5+662D/////oIYAcP////+hms1g/////6Jl4nD/////o4Pp
            4P////+kaq5w/////6U1p2D/////plPK8P////+nFYlg/////6gzrPD/////qP6l4P////+qE47w/////6reh+D/////q/Nw8P//
            //+svmng/////63TUvD/////rp5L4P////+vszTw/////7B+LeD/////sZxRcP////+yZ0pg/////7N8M3D/////tEcsYP////+1
            XBVw/////7YnDmD/////tzv3cP////+4BvBg/////7kb2XD/////uebSYP////+7BPXw/////7vGtGD/////vOTX8P////+9r9Dg
            /////77EufD/////v4+y4P/////ApJvw/////8FvlOD/////woR98P/////DT3bg/////8RkX/D/////xS9Y4P/////GTXxw////
            /8cPOuD/////yC1ecP/////I+Fdg/////8oNQHD/////ytg5YP/////LiPBw/////9Ij9HD/////0mD74P/////TdeTw/////9RA
            3eD/////1VXG8P/////WIL/g/////9c1qPD/////2ACh4P/////ZFYrw/////9ngg+D/////2v6ncP/////bwGXg/////9zeiXD/
            ////3amCYP/////evmtw/////9+JZGD/////4J5NcP/////haUZg/////+J+L3D/////40koYP/////kXhFw/////+VXLuD/////
            5kct8P/////nNxDg/////+gnD/D/////6Rby4P/////qBvHw/////+r21OD/////6+bT8P/////s1rbg/////+3GtfD/////7r/T
            YP/////vr9Jw//////CftWD/////8Y+0cP/////yf5dg//////NvlnD/////9F95YP/////1T3hw//////Y/W2D/////9y9acP//
            ///4KHfg//////kPPHD/////+ghZ4P/////6+Fjw//////voO+D//////Ng68P/////9yB3g//////64HPD//////6f/4AAAAAAA
            l/7wAAAAAAGH4eAAAAAAAnfg8AAAAAADcP5gAAAAAARg/XAAAAAABVDgYAAAAAAGQN9wAAAAAAcwwmAAAAAAB40ZcAAAAAAJEKRg
            AAAAAAmtlPAAAAAACvCGYAAAAAAL4IVwAAAAAAzZouAAAAAADcBncAAAAAAOuYTgAAAAAA+pg/AAAAAAEJlm4AAAAAARiWXwAAAA
            ABJ5SOAAAAAAE2lH8AAAAAAUWSrgAAAAABVJKfAAAAAAFjkM4AAAAAAXKQvwAAAAABgiKWAAAAAAGQjt8AAAAAAaAgtgAAAAABry
            CnAAAAAAG+HtYAAAAAAc0exwAAAAAB3Bz2AAAAAAHrHOcAAAAAAfobFgAAAAACB2APAAAAAAIYGTYAAAAAAiVeLwAAAAACNqr+AA
            AAAAJDXE8AAAAAAlSpHgAAAAACYVpvAAAAAAJypz4AAAAAAn/sNwAAAAACkKVeAAAAAAKd6lcAAAAAAq6jfgAAAAACu+h3AAAAAA
            LNNUYAAAAAAtnmlwAAAAAC6zNmAAAAAAL35LcAAAAAAwkxhgAAAAADFnZ/AAAAAAMnL6YAAAAAAzR0nwAAAAADRS3GAAAAAANScr
            8AAAAAA2Mr5gAAAAADcHDfAAAAAAOBva4AAAAAA45u/wAAAAADn7vOAAAAAAOsbR8AAAAAA7257gAAAAADyv7nAAAAAAPbuA4AAA
            AAA+j9BwAAAAAD+bYuAAAAAAQG+ycAAAAABBhH9gAAAAAEJPlHAAAAAAQ2RhYAAAAABEL3ZwAAAAAEVEQ2AAAAAARfOo8AIBAgEC
            AQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIDBAIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgEC
            AQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIB
            AgECAQIBAgECAQIBAgECAQIBAgH//7qeAAD//8fAAQT//7mwAAj//8fAAQz//8fAARBMTVQARURUAEVTVABFV1QARVBUAApFU1Q1
            RURULE0zLjIuMCxNMTEuMS4wCg==
            """
        case .lordHowe:
            """
            VFppZjIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAAAAAAAVFppZjIAAAAAAAAAAAAAAAAAAAAAAAAA
            AAAAAAAAAAAAAAA4AAAABQAAABn/////cxZ33AAAAAAU/mbgAAAAABY4QPgAAAAAFueKaAAAAAAYIV14AAAAABjHbGgAAAAAGgE/
            eAAAAAAap05oAAAAABvhIXgAAAAAHIcwaAAAAAAdwQN4AAAAAB55jnAAAAAAH5eq+AAAAAAgWXBwAAAAACGAx3gAAAAAIkKM8AAA
            AAAjaeP4AAAAACQibvAAAAAAJUnF+AAAAAAl79vwAAAAACcpp/gAAAAAJ8+98AAAAAApCYn4AAAAACmvn/AAAAAAKulr+AAAAAAr
            mLxwAAAAACzSiHgAAAAALXiecAAAAAAusmp4AAAAAC9YgHAAAAAAMJJMeAAAAAAxXUxwAAAAADJyLngAAAAAMz0ucAAAAAA0UhB4
            AAAAADUdEHAAAAAANjHyeAAAAAA2/PJwAAAAADgbDvgAAAAAONzUcAAAAAA5p+J4AAAAADq8tnAAAAAAO9rS+AAAAAA8pdLwAAAA
            AD26tPgAAAAAPoW08AAAAAA/mpb4AAAAAEBllvAAAAAAQYOzeAAAAABCRXjwAAAAAENjlXgAAAAARC6VcAAAAABFQ3d4AAAAAEYF
            PPAAAAAARyNZeAAAAABH95PwAQMCAwIDAgMCAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMA
            AJUkAAAAAIygAAQAAKG4AQkAAJOoAA8AAJqwARVMTVQAQUVTVAArMTEzMAArMTAzMAArMTEACjwrMTAzMD4tMTA6MzA8KzExPi0x
            MSxNMTAuMS4wLE00LjEuMAo=
            """
        case .casablanca:
            """
            VFppZjIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAAAAAAAVFppZjIAAAAAAAAAAAAAAAAAAAAAAAAA
            AAAAAAAAAAAAAADFAAAABQAAAAz/////llH5nP/////G/xSA/////8dYrHD/////x9ntgP/////SoTLw/////9s1pAD/////2+4n
            8P/////7JXJA//////vC73AAAAAACGuEgAAAAAAIxm3wAAAAAAvoDAAAAAAADGFH8AAAAAANyT+AAAAAAA6O8nAAAAAAD9NRgAAA
            AAAQJ6NwAAAAABq3pgAAAAAAHhhv8AAAAABIQeaAAAAAAEi7InAAAAAASiMaAAAAAABKjdVwAAAAAEvcwIAAAAAATF3lcAAAAABN
            l7iAAAAAAE40jPAAAAAAT5ygoAAAAABQCLugAAAAAFAxmiAAAAAAUGenoAAAAABRfIKgAAAAAFHYy6AAAAAAUgWeoAAAAABSbHOg
            AAAAAFM3eqAAAAAAU64hoAAAAABT3EYgAAAAAFRMVaAAAAAAVRdcoAAAAABVfOAgAAAAAFWrBKAAAAAAViw3oAAAAABW9z6gAAAA
            AFdTh6AAAAAAV4GsIAAAAABYFVQgAAAAAFjXIKAAAAAAWSD0oAAAAABZWFOgAAAAAFn1NiAAAAAAWrcCoAAAAABa95wgAAAAAFsl
            wKAAAAAAW9UYIAAAAABczkOgAAAAAFz8aCAAAAAAXpuwoAAAAABe0w+gAAAAAGByWCAAAAAAYKB8oAAAAABiP8UgAAAAAGJ3JCAA
            AAAAZBZsoAAAAABkRJEgAAAAAGXtFCAAAAAAZhs4oAAAAABnuoEgAAAAAGfx4CAAAAAAaZEooAAAAABpv00gAAAAAGtn0CAAAAAA
            a5X0oAAAAABtNT0gAAAAAG1snCAAAAAAbwvkoAAAAABvOgkgAAAAAHDZUaAAAAAAcRCwoAAAAAByr/kgAAAAAHLeHaAAAAAAdIag
            oAAAAAB0tMUgAAAAAHZUDaAAAAAAdotsoAAAAAB4KrUgAAAAAHhY2aAAAAAAefgiIAAAAAB6L4EgAAAAAHvOyaAAAAAAfAYooAAA
            AAB9pXEgAAAAAH3TlaAAAAAAf3LeIAAAAAB/qj0gAAAAAIFJhaAAAAAAgXeqIAAAAACDIC0gAAAAAINOUaAAAAAAhO2aIAAAAACF
            JPkgAAAAAIbEQaAAAAAAhvJmIAAAAACIka6gAAAAAIjJDaAAAAAAimhWIAAAAACKn7UgAAAAAIw+/aAAAAAAjG0iIAAAAACODGqg
            AAAAAI5DyaAAAAAAj+MSIAAAAACQETagAAAAAJG5uaAAAAAAkefeIAAAAACThyagAAAAAJO+haAAAAAAlV3OIAAAAACVi/KgAAAA
            AJcrOyAAAAAAl2KaIAAAAACZAeKgAAAAAJk5QaAAAAAAmtiKIAAAAACbBq6gAAAAAJyl9yAAAAAAnN1WIAAAAACefJ6gAAAAAJ6q
            wyAAAAAAoFNGIAAAAACggWqgAAAAAKIgsyAAAAAAolgSIAAAAACj91qgAAAAAKQlfyAAAAAApcTHoAAAAACl/CagAAAAAKebbyAA
            AAAAp9LOIAAAAACpchagAAAAAKmgOyAAAAAAqz+DoAAAAACrduKgAAAAAK0WKyAAAAAArURPoAAAAACu7NKgAAAAAK8a9yAAAAAA
            sLo/oAAAAACw8Z6gAAAAALKQ5yAAAAAAsr8LoAAAAAC0XlQgAAAAALSVsyAAAAAAtjT7oAAAAAC2bFqgAAAAALgLoyAAAAAAuDnH
            oAAAAAC52RAgAAAAALoQbyAAAAAAu6+3oAAAAAC73dwgAAAAAL2GXyAAAAAAvbSDoAAAAAC/U8wgAAAAAL+LKyAAAAAAwSpzoAAA
            AADBWJggAAAAAML34KAAAAAAwy8/oAAAAADEzoggAAAAAMUF5yAAAAAAxqUvoAAAAADG01QgAAAAAMhynKAAAAAAyKn7oAAAAADK
            SUQgAAAAAMp3aKAAAAAAzB/roAAAAADMThAgAAAAAM3tWKAAAAAAziS3oAAAAADPxAAgAAAAAM/yJKAAAAAA0ZFtIAAAAADRyMwg
            AAAAANNoFKAAAAAA05Y5IAAAAADVPrwgAAAAANVs4KAAAAAA1wwpIAAAAADXQ4ggAAAAANji0KAAAAAA2RD1IAAAAADauXggAAAA
            ANrnnKAAAAAA3IblIAAAAADcvkQgAgECAQIBAgECAQIBAgECAQIDAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIBAgECAQIB
            AwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQD
            BAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAMEAwQDBAP///jkAAAA
            AA4QAQQAAAAAAAgAAA4QAAQAAAAAAQhMTVQAKzAxACswMAAKPCswMT4tMQo=
            """
        }
    }

    /// ISO 8601 instants and the seconds east of UTC that Python's `zoneinfo` gives for them: both sides of changes.
    var offsets: [(instant: String, offset: Int)] {
        switch self {
        case .tokyo:
            [
                ("1880-01-01T00:00:00Z", 33539),
                ("1918-06-23T14:40:00Z", 32400),
                ("1947-06-23T14:40:00Z", 32400),
                ("1950-05-06T14:59:59Z", 32400),
                ("1950-05-06T15:00:00Z", 36000),
                ("1950-09-09T14:59:59Z", 36000),
                ("1950-09-09T15:00:00Z", 32400),
                ("1985-06-23T14:40:00Z", 32400),
                ("2018-06-23T14:40:00Z", 32400),
                ("2025-06-23T14:40:00Z", 32400),
                ("2026-06-23T14:40:00Z", 32400),
                ("2037-06-23T14:40:00Z", 32400),
                ("2038-06-23T14:40:00Z", 32400),
                ("2060-06-22T14:40:00Z", 32400),
                ("2087-06-23T14:40:00Z", 32400),
                ("2088-06-22T14:40:00Z", 32400),
                ("2400-06-22T14:40:00Z", 32400),
            ]
        case .berlin:
            [
                ("1880-01-01T00:00:00Z", 3208),
                ("1918-04-15T00:59:59Z", 3600),
                ("1918-04-15T01:00:00Z", 7200),
                ("1918-09-16T00:59:59Z", 7200),
                ("1918-09-16T01:00:00Z", 3600),
                ("1947-04-06T01:59:59Z", 3600),
                ("1947-04-06T02:00:00Z", 7200),
                ("1947-05-11T00:59:59Z", 7200),
                ("1947-05-11T01:00:00Z", 10800),
                ("1950-06-23T14:40:00Z", 3600),
                ("1985-03-31T00:59:59Z", 3600),
                ("1985-03-31T01:00:00Z", 7200),
                ("1985-09-29T00:59:59Z", 7200),
                ("1985-09-29T01:00:00Z", 3600),
                ("2018-03-25T00:59:59Z", 3600),
                ("2018-03-25T01:00:00Z", 7200),
                ("2018-10-28T00:59:59Z", 7200),
                ("2018-10-28T01:00:00Z", 3600),
                ("2025-03-30T00:59:59Z", 3600),
                ("2025-03-30T01:00:00Z", 7200),
                ("2025-10-26T00:59:59Z", 7200),
                ("2025-10-26T01:00:00Z", 3600),
                ("2026-03-29T00:59:59Z", 3600),
                ("2026-03-29T01:00:00Z", 7200),
                ("2026-10-25T00:59:59Z", 7200),
                ("2026-10-25T01:00:00Z", 3600),
                ("2037-03-29T00:59:59Z", 3600),
                ("2037-03-29T01:00:00Z", 7200),
                ("2037-10-25T00:59:59Z", 7200),
                ("2037-10-25T01:00:00Z", 3600),
                ("2038-03-28T00:59:59Z", 3600),
                ("2038-03-28T01:00:00Z", 7200),
                ("2038-10-31T00:59:59Z", 7200),
                ("2038-10-31T01:00:00Z", 3600),
                ("2060-03-28T00:59:59Z", 3600),
                ("2060-03-28T01:00:00Z", 7200),
                ("2060-10-31T00:59:59Z", 7200),
                ("2060-10-31T01:00:00Z", 3600),
                ("2087-03-30T00:59:59Z", 3600),
                ("2087-03-30T01:00:00Z", 7200),
                ("2087-10-26T00:59:59Z", 7200),
                ("2087-10-26T01:00:00Z", 3600),
                ("2088-03-28T00:59:59Z", 3600),
                ("2088-03-28T01:00:00Z", 7200),
                ("2088-10-31T00:59:59Z", 7200),
                ("2088-10-31T01:00:00Z", 3600),
                ("2400-03-26T00:59:59Z", 3600),
                ("2400-03-26T01:00:00Z", 7200),
                ("2400-10-29T00:59:59Z", 7200),
                ("2400-10-29T01:00:00Z", 3600),
            ]
        case .newYork:
            [
                ("1880-01-01T00:00:00Z", -17762),
                ("1918-03-31T06:59:59Z", -18000),
                ("1918-03-31T07:00:00Z", -14400),
                ("1918-10-27T05:59:59Z", -14400),
                ("1918-10-27T06:00:00Z", -18000),
                ("1947-04-27T06:59:59Z", -18000),
                ("1947-04-27T07:00:00Z", -14400),
                ("1947-09-28T05:59:59Z", -14400),
                ("1947-09-28T06:00:00Z", -18000),
                ("1950-04-30T06:59:59Z", -18000),
                ("1950-04-30T07:00:00Z", -14400),
                ("1950-09-24T05:59:59Z", -14400),
                ("1950-09-24T06:00:00Z", -18000),
                ("1985-04-28T06:59:59Z", -18000),
                ("1985-04-28T07:00:00Z", -14400),
                ("1985-10-27T05:59:59Z", -14400),
                ("1985-10-27T06:00:00Z", -18000),
                ("2018-03-11T06:59:59Z", -18000),
                ("2018-03-11T07:00:00Z", -14400),
                ("2018-11-04T05:59:59Z", -14400),
                ("2018-11-04T06:00:00Z", -18000),
                ("2025-03-09T06:59:59Z", -18000),
                ("2025-03-09T07:00:00Z", -14400),
                ("2025-11-02T05:59:59Z", -14400),
                ("2025-11-02T06:00:00Z", -18000),
                ("2026-03-08T06:59:59Z", -18000),
                ("2026-03-08T07:00:00Z", -14400),
                ("2026-11-01T05:59:59Z", -14400),
                ("2026-11-01T06:00:00Z", -18000),
                ("2037-03-08T06:59:59Z", -18000),
                ("2037-03-08T07:00:00Z", -14400),
                ("2037-11-01T05:59:59Z", -14400),
                ("2037-11-01T06:00:00Z", -18000),
                ("2038-03-14T06:59:59Z", -18000),
                ("2038-03-14T07:00:00Z", -14400),
                ("2038-11-07T05:59:59Z", -14400),
                ("2038-11-07T06:00:00Z", -18000),
                ("2060-03-14T06:59:59Z", -18000),
                ("2060-03-14T07:00:00Z", -14400),
                ("2060-11-07T05:59:59Z", -14400),
                ("2060-11-07T06:00:00Z", -18000),
                ("2087-03-09T06:59:59Z", -18000),
                ("2087-03-09T07:00:00Z", -14400),
                ("2087-11-02T05:59:59Z", -14400),
                ("2087-11-02T06:00:00Z", -18000),
                ("2088-03-14T06:59:59Z", -18000),
                ("2088-03-14T07:00:00Z", -14400),
                ("2088-11-07T05:59:59Z", -14400),
                ("2088-11-07T06:00:00Z", -18000),
                ("2400-03-12T06:59:59Z", -18000),
                ("2400-03-12T07:00:00Z", -14400),
                ("2400-11-05T05:59:59Z", -14400),
                ("2400-11-05T06:00:00Z", -18000),
            ]
        case .lordHowe:
            [
                ("1880-01-01T00:00:00Z", 38180),
                ("1918-06-23T14:40:00Z", 36000),
                ("1947-06-23T14:40:00Z", 36000),
                ("1950-06-23T14:40:00Z", 36000),
                ("1985-03-02T14:29:59Z", 41400),
                ("1985-03-02T14:30:00Z", 37800),
                ("1985-10-26T15:29:59Z", 37800),
                ("1985-10-26T15:30:00Z", 39600),
                ("2018-03-31T14:59:59Z", 39600),
                ("2018-03-31T15:00:00Z", 37800),
                ("2018-10-06T15:29:59Z", 37800),
                ("2018-10-06T15:30:00Z", 39600),
                ("2025-04-05T14:59:59Z", 39600),
                ("2025-04-05T15:00:00Z", 37800),
                ("2025-10-04T15:29:59Z", 37800),
                ("2025-10-04T15:30:00Z", 39600),
                ("2026-04-04T14:59:59Z", 39600),
                ("2026-04-04T15:00:00Z", 37800),
                ("2026-10-03T15:29:59Z", 37800),
                ("2026-10-03T15:30:00Z", 39600),
                ("2037-04-04T14:59:59Z", 39600),
                ("2037-04-04T15:00:00Z", 37800),
                ("2037-10-03T15:29:59Z", 37800),
                ("2037-10-03T15:30:00Z", 39600),
                ("2038-04-03T14:59:59Z", 39600),
                ("2038-04-03T15:00:00Z", 37800),
                ("2038-10-02T15:29:59Z", 37800),
                ("2038-10-02T15:30:00Z", 39600),
                ("2060-04-03T14:59:59Z", 39600),
                ("2060-04-03T15:00:00Z", 37800),
                ("2060-10-02T15:29:59Z", 37800),
                ("2060-10-02T15:30:00Z", 39600),
                ("2087-04-05T14:59:59Z", 39600),
                ("2087-04-05T15:00:00Z", 37800),
                ("2087-10-04T15:29:59Z", 37800),
                ("2087-10-04T15:30:00Z", 39600),
                ("2088-04-03T14:59:59Z", 39600),
                ("2088-04-03T15:00:00Z", 37800),
                ("2088-10-02T15:29:59Z", 37800),
                ("2088-10-02T15:30:00Z", 39600),
                ("2400-04-01T14:59:59Z", 39600),
                ("2400-04-01T15:00:00Z", 37800),
                ("2400-09-30T15:29:59Z", 37800),
                ("2400-09-30T15:30:00Z", 39600),
            ]
        case .casablanca:
            [
                ("1880-01-01T00:00:00Z", -1820),
                ("1918-06-23T14:40:00Z", 0),
                ("1947-06-23T14:40:00Z", 0),
                ("1950-06-10T23:59:59Z", 0),
                ("1950-06-11T00:00:00Z", 3600),
                ("1950-10-28T22:59:59Z", 3600),
                ("1950-10-28T23:00:00Z", 0),
                ("1985-12-31T22:59:59Z", 3600),
                ("1985-12-31T23:00:00Z", 0),
                ("2018-03-25T01:59:59Z", 0),
                ("2018-03-25T02:00:00Z", 3600),
                ("2018-05-13T01:59:59Z", 3600),
                ("2018-05-13T02:00:00Z", 0),
                ("2025-02-23T01:59:59Z", 3600),
                ("2025-02-23T02:00:00Z", 0),
                ("2025-04-06T01:59:59Z", 0),
                ("2025-04-06T02:00:00Z", 3600),
                ("2026-02-15T01:59:59Z", 3600),
                ("2026-02-15T02:00:00Z", 0),
                ("2026-03-22T01:59:59Z", 0),
                ("2026-03-22T02:00:00Z", 3600),
                ("2037-10-04T01:59:59Z", 3600),
                ("2037-10-04T02:00:00Z", 0),
                ("2037-11-15T01:59:59Z", 0),
                ("2037-11-15T02:00:00Z", 3600),
                ("2038-09-26T01:59:59Z", 3600),
                ("2038-09-26T02:00:00Z", 0),
                ("2038-10-31T01:59:59Z", 0),
                ("2038-10-31T02:00:00Z", 3600),
                ("2060-02-01T01:59:59Z", 3600),
                ("2060-02-01T02:00:00Z", 0),
                ("2060-03-07T01:59:59Z", 0),
                ("2060-03-07T02:00:00Z", 3600),
                ("2087-03-30T01:59:59Z", 3600),
                ("2087-03-30T02:00:00Z", 0),
                ("2087-05-11T01:59:59Z", 0),
                ("2087-05-11T02:00:00Z", 3600),
                ("2088-06-22T14:40:00Z", 3600),
                ("2400-06-22T14:40:00Z", 3600),
            ]
        }
    }
}
